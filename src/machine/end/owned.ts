import type { Stoppable } from '../../concurrency/taskGroup';

/**
 * Something that a group owns whose way to be ended changes: during a start it is simply stopped; once there is a
 * machine, that machine ends it in its order.
 */
export class Owned implements Stoppable {
  constructor(
    readonly stopped: Promise<unknown>,
    private end: () => Promise<unknown>,
  ) {}

  endBy(end: () => Promise<unknown>): void {
    this.end = end;
  }

  stop(): Promise<unknown> {
    return this.end();
  }
}
