import type { Disposable } from '../../../concurrency/event';
import { afterHostReset, NO_RESETS, withReset } from '../../../machine/control/resetCount';
import type { Machine } from '../../../machine/machine';
import type { MachinePort } from '../../../machine/machineParts';

interface Flow {
  readonly received: number;
  /** In milliseconds of `performance.now()`. */
  readonly at: number;
}

/** Rates are measured over this long at least, in milliseconds: two draws may come close together. */
const RATE_MS = 400;

/** What the view remembers of a machine beside what the machine itself tells. */
export class WatchedMachine implements Disposable {
  private readonly listeners: readonly Disposable[];
  private readonly flows = new Map<MachinePort, Flow & { readonly rate: number }>();
  private counted = NO_RESETS;
  /** Resets by the guest. */
  resets = 0;
  diskIsFull = false;

  /** @param changed Called when it should be redrawn. */
  constructor(
    readonly machine: Machine,
    changed: () => void,
  ) {
    this.listeners = [
      machine.onDidChangeState(changed),
      machine.onDidFindCrash(changed),
      machine.onDidReceiveEvent(({ name, data, time }) => {
        if (name === 'RESET') this.reset(data['guest'] === true, time);
        changed();
      }),
      machine.onDidChangeDisk(({ state }) => {
        this.diskIsFull = state !== 'enough';
        changed();
      }),
      ...machine.ports.map(({ serial }) => serial.onDidChangeCounters(changed)),
    ];
  }

  /** Whether somebody should look at it. */
  get needsLook(): boolean {
    return this.machine.lastCrash !== undefined || this.diskIsFull;
  }

  /** Bytes a second that a port has received since it was last asked about. */
  rate(port: MachinePort): number {
    const { received } = port.serial.counters;
    const at = performance.now();
    const before = this.flows.get(port) ?? { received, at, rate: 0 };
    const ms = at - before.at;
    if (ms < RATE_MS) {
      this.flows.set(port, before);
      return before.rate;
    }
    const rate = ((received - before.received) * 1000) / ms;
    this.flows.set(port, { received, at, rate });
    return rate;
  }

  /** Whether a port flowed when it was last asked about: then it has to be asked again for a rate of zero to be seen. */
  get isFlowing(): boolean {
    return [...this.flows.values()].some(({ rate }) => rate > 0);
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }

  private reset(byGuest: boolean, time: number): void {
    const next = byGuest ? withReset(this.counted, time) : afterHostReset(time);
    if (byGuest && next.times !== this.counted.times) this.resets++;
    this.counted = next;
  }
}
