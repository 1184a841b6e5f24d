import * as l10n from '@vscode/l10n';
import { ChildAbortController } from '../../concurrency/abort';
import type { Disposable } from '../../concurrency/event';
import { Gate } from '../../concurrency/gate';
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

/**
 * What the guest's own reset means to a step. `later`: it is for the next one that reads, since what this one sends may
 * be what the guest resets itself for, and it may do so before we hear that all was sent.
 */
export type Resets = 'failure' | 'allowed' | 'later';

/** A crash that is wanted. */
class CrashExpectation implements Disposable {
  /** Opens when it has come. */
  readonly came = new Gate('an expected crash');

  constructor(
    private readonly text: string,
    readonly dispose: () => void,
  ) {}

  isMetBy(title: string): boolean {
    return title.includes(this.text);
  }
}

/** Hears of crashes and of the guest's own resets, from the machine's first instruction on. */
export class GuestWatch implements Disposable {
  private readonly found: PortCrash[] = [];
  private readonly forgiven = new Set<PortCrash>();
  private expectation: CrashExpectation | undefined;
  private hasReset = false;
  /** Until when resets were allowed: their event may come after the text that the guest printed behind it. */
  private allowedUntil = -Infinity;
  private step: { readonly controller: ChildAbortController; readonly resets: Resets } | undefined;
  private readonly subscriptions: readonly Disposable[];

  /** @param now A clock as QEMU's events have it, in milliseconds since the epoch. */
  constructor(
    machine: WatchedMachine,
    private readonly now: () => number = Date.now,
  ) {
    this.subscriptions = [
      machine.onDidFindCrash((crash) => this.crashed(crash)),
      machine.onDidReceiveEvent(({ name, data, time }) => {
        if (name === 'RESET' && data['guest'] === true) this.reset(time);
      }),
    ];
  }

  /** Those that nobody expected, in the order in which they were found. */
  get crashes(): readonly PortCrash[] {
    return this.found.filter((crash) => !this.forgiven.has(crash));
  }

  /**
   * Crashes with this text in their title are no failure until the expectation is disposed. One that has come since the
   * step before counts, too: a guest may be quicker than we are.
   */
  expectCrash(text: string): CrashExpectation {
    const expectation = new CrashExpectation(text, () => (this.expectation = undefined));
    this.expectation = expectation;
    for (const crash of this.crashes) this.forgive(crash);
    return expectation;
  }

  /**
   * Does the work of one step, with a signal that aborts when the guest crashes or resets itself.
   * @throws {InterruptedError}, also for what has happened since the step before; what `work` throws.
   */
  async during<T>(
    resets: Resets,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (resets === 'allowed') this.hasReset = false;
    const controller = new ChildAbortController(signal);
    this.step = { controller, resets };
    try {
      this.interrupt();
      controller.signal.throwIfAborted();
      return await work(controller.signal);
    } finally {
      if (resets === 'allowed') this.allowedUntil = this.now();
      this.step = undefined;
      controller.dispose();
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private crashed(crash: PortCrash): void {
    if (this.found.length >= MOST_CRASHES) return;
    this.found.push(crash);
    this.forgive(crash);
    this.interrupt();
  }

  private forgive(crash: PortCrash): void {
    if (!this.expectation?.isMetBy(crash.report.title)) return;
    this.forgiven.add(crash);
    this.expectation.came.open();
  }

  private reset(time: number): void {
    if (this.step?.resets === 'allowed' || time <= this.allowedUntil) return;
    this.hasReset = true;
    this.interrupt();
  }

  private interrupt(): void {
    const [crash] = this.crashes;
    const { step } = this;
    if (!step) return;
    if (crash) {
      const message = l10n.t('The guest has crashed: {0}', crash.report.title);
      step.controller.abort(new InterruptedError('crashed', message));
    } else if (this.hasReset && step.resets === 'failure')
      step.controller.abort(new InterruptedError('reset', l10n.t('The guest has reset itself.')));
  }
}
