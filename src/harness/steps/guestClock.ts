import { ChildAbortController } from '../../concurrency/abort';
import { Emitter } from '../../concurrency/event';
import { delay } from '../../concurrency/timeout';
import type { Machine } from '../../machine/machine';

/** Between two looks at a clock that counts instructions, in milliseconds. */
const LOOK_MS = 100;
/** With `-icount` QEMU says how far the guest's clock is behind ours; without, they differ by pauses alone. */
const BEHIND = /^Host - Guest clock +(-?\d+) ms/m;

type ClockedMachine = Pick<Machine, 'hmp' | 'onDidReceiveEvent' | 'state'>;

/**
 * Waits on the guest's clock (QEMU's virtual clock), which stands still while the machine is paused and, with `-icount`,
 * goes by instructions. QEMU tells its time to nobody; but it is ours, without pauses and without what `info jit` says.
 * @param ms Milliseconds of the guest's.
 * @throws `signal.reason` on abort, which is the only end of a wait on a clock that stands still.
 */
export async function sleepOnGuestClock(
  machine: ClockedMachine,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  const clock = new RunningTime(machine);
  try {
    const behind = await guestBehind(machine, signal);
    for (;;) {
      const now = await guestBehind(machine, signal);
      const left = ms - (clock.ms - (now ?? 0) + (behind ?? 0));
      if (left <= 0) return;
      await clock.pass(now === undefined ? left : Math.min(left, LOOK_MS), signal);
    }
  } finally {
    clock.dispose();
  }
}

async function guestBehind(machine: ClockedMachine, signal: AbortSignal): Promise<number | undefined> {
  const text = await machine.hmp('info jit', signal);
  const [, ms] = BEHIND.exec(text) ?? [];
  return ms === undefined ? undefined : Number(ms);
}

/** How long the machine has run since this was made. */
class RunningTime {
  private passed = 0;
  /** Since when it runs, by our clock; undefined while it does not. */
  private since: number | undefined;
  private readonly changed = new Emitter<void>();
  private readonly subscription;

  constructor(machine: ClockedMachine) {
    if (machine.state === 'running') this.since = performance.now();
    this.subscription = machine.onDidReceiveEvent(({ name }) => {
      if (name === 'STOP') this.stop();
      if (name === 'RESUME') this.since ??= performance.now();
      if (name === 'STOP' || name === 'RESUME') this.changed.fire();
    });
  }

  /** In milliseconds. */
  get ms(): number {
    return this.passed + (this.since === undefined ? 0 : performance.now() - this.since);
  }

  /** Waits until it has run for this many more milliseconds, or was paused or resumed meanwhile. */
  async pass(ms: number, signal: AbortSignal): Promise<void> {
    const controller = new ChildAbortController(signal);
    const turned = this.changed.event(() => controller.abort());
    const limit = this.since === undefined ? Infinity : ms;
    try {
      await delay(limit, controller.signal).catch(() => signal.throwIfAborted());
    } finally {
      turned.dispose();
      controller.dispose();
    }
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private stop(): void {
    this.passed = this.ms;
    this.since = undefined;
  }
}
