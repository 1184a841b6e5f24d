import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { Writer } from './streamWriter';

/** How a port's bytes come into its spool and leave for the guest. Everything behind the spool is the same for all. */
export interface Transport {
  /**
   * Makes ready for QEMU, before it is started, and gives what it is to be told: `-chardev` without the id; undefined
   * where we connect to a QEMU that runs.
   */
  open(group: TaskGroup, signal: AbortSignal): Promise<ChardevOptions | undefined>;
  /** After QEMU has started: resolves when it is there. @throws when it is not. */
  connect(signal: AbortSignal): Promise<Writer>;
  /** Something was sent; an answer may come soon. */
  expectSoon(): void;
  /** QEMU has ended, or is let go: takes in what is still on its way, then ends the spool's tail. */
  finish(signal: AbortSignal): Promise<void>;
  /** A few words for the tree of tasks. */
  readonly detail: string;
  close(): void;
}

/** Backend and its options, as `-chardev` has them. */
export interface ChardevOptions {
  readonly backend: string;
  readonly options: Readonly<Record<string, string>>;
}

/** What QEMU is told of a port whose files are at `path`. */
export function pipeOptions(path: string): ChardevOptions {
  return { backend: 'pipe', options: { path } };
}

/** QEMU's name for a port. */
export const portId = (index: number): string => `ser${index}`;

/** The value of `-chardev`. Commas are doubled, as QEMU's option syntax asks. */
export function chardevOption(id: string, { backend, options }: ChardevOptions): string {
  const pairs = Object.entries({ id, ...options }).map(
    ([key, value]) => `${key}=${value.replaceAll(',', ',,')}`,
  );
  return [backend, ...pairs].join(',');
}
