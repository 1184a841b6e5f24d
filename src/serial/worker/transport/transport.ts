import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { Chardev } from '../../chardev';
import type { Writer } from './streamWriter';

/** How a port's bytes get into its spool and out to the guest. Everything behind the spool is the same for all. */
export interface Transport {
  /**
   * Prepares the port before QEMU is started. @returns what QEMU is told about it; undefined if we connect to a QEMU
   * that runs.
   */
  open(group: TaskGroup, signal: AbortSignal): Promise<Chardev | undefined>;
  /** Connects to a QEMU that has started. @throws if it does not have the port open. */
  connect(signal: AbortSignal): Promise<Writer>;
  /** Something was sent; an answer may come soon. */
  expectSoon(): void;
  /** Somebody is shown when bytes came: what is polled is polled closely, if that is asked for. */
  readClosely(closely: boolean): void;
  /** QEMU has ended, or we disconnect: takes in what is still on its way, then ends the spool's tail. */
  finish(signal: AbortSignal): Promise<void>;
  /** A few words for the tree of tasks. */
  readonly detail: string;
  close(): void;
}
