import * as l10n from '@vscode/l10n';
import { ChildAbortController } from '../../concurrency/abort';
import type { Disposable } from '../../concurrency/event';
import type { Machine } from '../../machine/machine';

type WatchedMachine = Pick<Machine, 'onDidFindCrash' | 'onDidReceiveEvent'>;
type PortCrash = Parameters<Parameters<WatchedMachine['onDidFindCrash']>[0]>[0];

/** Reports that are kept; each is bounded in size. */
const MOST_CRASHES = 100;

/** Something has happened to the guest that ends a step at once. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor(
    readonly kind: 'crashed' | 'reset',
    message: string,
  ) {
    super(message);
  }
}

/** Hears of crashes and of the guest's own resets, from the machine's first instruction on. */
export class GuestWatch implements Disposable {
  /** In the order in which they were found. */
  readonly crashes: PortCrash[] = [];
  private hasReset = false;
  private step: { readonly controller: ChildAbortController; readonly mayReset: boolean } | undefined;
  private readonly subscriptions: readonly Disposable[];

  constructor(machine: WatchedMachine) {
    this.subscriptions = [
      machine.onDidFindCrash((crash) => this.crashed(crash)),
      machine.onDidReceiveEvent(({ name, data }) => {
        if (name === 'RESET' && data['guest'] === true) this.reset();
      }),
    ];
  }

  /**
   * Does the work of one step, with a signal that aborts when the guest crashes or resets itself.
   * @param mayReset Resets are the guest's business, also one since the step before.
   * @throws {InterruptedError}, also for what has happened since the step before; what `work` throws.
   */
  async during<T>(
    mayReset: boolean,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (mayReset) this.hasReset = false;
    const controller = new ChildAbortController(signal);
    this.step = { controller, mayReset };
    try {
      this.interrupt();
      controller.signal.throwIfAborted();
      return await work(controller.signal);
    } finally {
      this.step = undefined;
      controller.dispose();
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private crashed(crash: PortCrash): void {
    if (this.crashes.length < MOST_CRASHES) this.crashes.push(crash);
    this.interrupt();
  }

  private reset(): void {
    if (this.step?.mayReset) return;
    this.hasReset = true;
    this.interrupt();
  }

  private interrupt(): void {
    const [crash] = this.crashes;
    if (crash) {
      const message = l10n.t('The guest has crashed: {0}', crash.report.title);
      this.step?.controller.abort(new InterruptedError('crashed', message));
    } else if (this.hasReset)
      this.step?.controller.abort(new InterruptedError('reset', l10n.t('The guest has reset itself.')));
  }
}
