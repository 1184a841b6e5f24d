import type { Stoppable } from '../concurrency/taskGroup';

/**
 * How a group ends something that it has adopted. During a start that thing is simply stopped; once there is a machine,
 * the machine ends it in its order.
 */
export class Stopper implements Stoppable {
  constructor(
    readonly stopped: Promise<unknown>,
    private end: () => Promise<unknown>,
  ) {}

  replace(end: () => Promise<unknown>): void {
    this.end = end;
  }

  stop(): Promise<unknown> {
    return this.end();
  }
}
