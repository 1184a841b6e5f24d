import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../src/serial/worker/terminal/clock';

/** A clock that stands until somebody sets it. */
export class FakeClock implements Clock {
  time = 1000;

  /** @param obliging A wait finds that its time has passed; otherwise it lasts until the test sets the clock. */
  constructor(private readonly obliging = true) {}

  now(): number {
    return this.time;
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const until = this.time + ms;
    if (this.obliging) this.time = until;
    do await nextTurn(undefined, { signal });
    while (this.time < until);
  }
}
