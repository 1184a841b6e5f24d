import { CancelledError, ChildAbortController } from './abort';
import type { Disposable } from './event';
import { Gate } from './gate';
import type { Stoppable } from './taskGroup';
import { delay } from './timeout';

/** Ends something that is dear to keep, such as a thread or a process, when nobody has used it for some time. */
export class IdleEnd {
  private readonly free = new Gate('nobody uses it', true);
  private users = 0;
  private since = performance.now();

  /** @param limitMs How long it is kept after its last use, in milliseconds. */
  constructor(private readonly limitMs: number) {}

  /** Somebody uses it from now on, until what is returned is disposed of. */
  use(): Disposable {
    this.users++;
    this.free.close();
    let isOver = false;
    return {
      dispose: () => {
        if (isOver) return;
        isOver = true;
        this.users--;
        this.since = performance.now();
        if (this.users === 0) this.free.open();
      },
    };
  }

  /**
   * Calls `end` when nobody has used it for its limit: in the same turn, so nobody begins to use it in between.
   * @throws `signal.reason` on abort; what `end` throws.
   */
  async wait(signal: AbortSignal, end: () => Promise<unknown>): Promise<void> {
    for (;;) {
      await this.free.wait(signal);
      if (this.users > 0) continue;
      const left = this.since + this.limitMs - performance.now();
      if (left <= 0) break;
      await delay(left, signal);
    }
    await end();
  }

  /**
   * As {@link wait}, for one thread or process that may end by itself before; another one may take its place then.
   * @throws as {@link wait} does; `CancelledError` when it has ended by itself.
   */
  async waitFor(
    { stopped }: Pick<Stoppable, 'stopped'>,
    signal: AbortSignal,
    end: () => Promise<unknown>,
  ): Promise<void> {
    const own = new ChildAbortController(signal);
    const gone = (): void => own.abort(new CancelledError());
    stopped.then(gone, gone);
    try {
      await this.wait(own.signal, end);
    } finally {
      own.dispose();
    }
  }
}
