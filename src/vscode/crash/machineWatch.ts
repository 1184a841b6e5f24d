import { raceAbort } from '../../concurrency/abort';
import { followActions } from '../../machine/actions/ownActions';
import type { Machine } from '../../machine/machine';
import type { MachineEvent } from '../../machine/qmp/events';
import { ResetWatch } from '../../machine/resets/resetWatch';
import type { Services } from '../services';
import { offerInterruptLog, tellOfLoop } from './resetNotices';
import { notice } from '../editor/notices';

/** What machines do by themselves, and what is told of their resets. */
export class MachineWatch {
  private readonly resets = new WeakMap<Machine, ResetWatch>();
  private readonly shown = new WeakSet<Machine>();

  constructor(private readonly services: Services) {}

  /** Before the guest runs. */
  follow(machine: Machine): void {
    const { tasks } = this.services;
    followActions(machine, { tasks, notify: (text) => this.notify(machine, text) });
  }

  /** Takes a reset, no matter whose, or an end whose reason is the guest's own reset. */
  reset(machine: Machine, event: MachineEvent): void {
    this.resetsOf(machine).take(event);
  }

  private resetsOf(machine: Machine): ResetWatch {
    const known = this.resets.get(machine);
    if (known) return known;
    const { tasks } = this.services;
    const watch = new ResetWatch(machine, tasks, () => {
      void tasks.run(`reset loop of ${machine.name}`, ({ signal }) => tellOfLoop(machine, signal));
    });
    this.resets.set(machine, watch);
    void tasks.run(`end of ${machine.name}`, ({ signal }) =>
      offerInterruptLog(this.services, machine, signal),
    );
    return watch;
  }

  /** One at a time: a guest may print what it is for for ever. The log has them all. */
  private notify(machine: Machine, text: string): void {
    const { tasks, log } = this.services;
    log.as(machine.name).warn(text);
    if (this.shown.has(machine)) return;
    this.shown.add(machine);
    void tasks.run(`notification of ${machine.name}`, async ({ signal }) => {
      await raceAbort(notice('Warning', text), signal);
      this.shown.delete(machine);
    });
  }
}
