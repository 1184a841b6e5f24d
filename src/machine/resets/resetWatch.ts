import * as l10n from '@vscode/l10n';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { MachineEvent } from '../qmp/events';
import type { Machine } from '../machine';
import { explainLastReset, GUEST_RESET, knowsTripleFaults } from './lastReset';
import { ResetLoop } from './resetLoop';

/** What is watched, of a machine. */
type ResettingMachine = Pick<Machine, 'arch' | 'config' | 'directory' | 'name' | 'ready' | 'tell'>;

/** The most resets that QEMU's log is read for: a guest may reset itself a thousand times a second. */
const MOST_READ = 5;

/** Watches a guest's own resets: tells in the terminal of a loop, and of a triple fault if interrupts are logged. */
export class ResetWatch {
  private readonly loop = new ResetLoop();
  private read = 0;
  private isReading = false;

  /** @param looped Is called once, when the guest resets itself again and again. */
  constructor(
    private readonly machine: ResettingMachine,
    private readonly tasks: TaskGroup,
    private readonly looped: () => void,
  ) {
    if (machine.config.ready === undefined) return;
    void machine.ready.then((ready) => {
      if (ready) this.loop.becameReady();
    });
  }

  /** Takes any event of the machine's. */
  take({ name, time, count, data }: MachineEvent): void {
    const { reason } = data;
    if (name === 'RESET' && reason !== GUEST_RESET) this.loop.hostReset(time);
    if (reason !== GUEST_RESET) return;
    if (this.mayExplain()) void this.tasks.run('explain a reset', () => this.explain());
    if (name !== 'RESET' || !this.loop.take(time, count)) return;
    this.machine.tell(l10n.t('The guest resets itself again and again.'), true);
    this.looped();
  }

  private mayExplain(): boolean {
    const { machine, tasks } = this;
    if (this.isReading || this.read === MOST_READ || tasks.signal.aborted) return false;
    return knowsTripleFaults(machine) && machine.config.log.items.includes('int');
  }

  /** Never throws. */
  private async explain(): Promise<void> {
    this.isReading = true;
    this.read += 1;
    const text = await explainLastReset(this.machine);
    this.isReading = false;
    if (text === undefined) return;
    this.read = MOST_READ;
    this.machine.tell(text, true);
  }
}
