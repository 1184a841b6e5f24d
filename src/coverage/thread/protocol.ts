import type { LoadedImage } from '../../symbols/images/loadedImages';
import type { Coverage } from '../coverage';

/* A type alias, not an interface, since only those fit the index signatures of WorkerProtocol. */
export type CoverageProtocol = {
  readonly requests: {
    /** What runs first from now on is another part, with this number. */
    readonly mark: { readonly params: undefined; readonly result: number };
    /** The log has its last byte: it is read to the end, and not looked at again. */
    readonly end: { readonly params: undefined; readonly result: undefined };
    readonly read: { readonly params: readonly LoadedImage[]; readonly result: Coverage };
    /**
     * Where in the output of a port each part begins, in bytes; undefined when nobody knows.
     */
    readonly partOffsets: { readonly params: PortOutput; readonly result: readonly number[] | undefined };
  };
  readonly toWorker: never;
  readonly fromWorker: never;
};

/** All that a port has sent. */
export interface PortOutput {
  /** Index into `CoverageSetup.ports`. */
  readonly port: number;
  readonly end: number;
}

/** What the thread is given at its start. */
export interface CoverageSetup {
  /** The descriptor of QEMU's log. */
  readonly log: number;
  /**
   * The descriptors of the ports' spools, when QEMU logs what UARTs are given: each line that is sent ends a part of the run,
   * too.
   */
  readonly ports: readonly number[];
}
