import * as vscode from 'vscode';
import { pickMachine } from '../commands/pickMachine';
import { notice, noticeWhile } from '../editor/notices';
import { runCommand } from '../editor/runCommand';
import type { Services } from '../services';
import type { CoverageView } from './coverageView';
import type { FollowedMachine, FollowedMachines } from './followedMachines';

/** What the commands about coverage do. */
export class CoverageCommands {
  constructor(
    private readonly services: Services,
    private readonly machines: FollowedMachines,
    private readonly view: CoverageView,
  ) {}

  /** "QEMU: Show Coverage". @throws as `MachineCoverage.read` does. */
  async show(argument: unknown): Promise<void> {
    const followed = await this.pick(argument);
    if (followed) await this.read(followed, 1);
  }

  /** "QEMU: Start Coverage Mark". @throws as `MachineCoverage.mark` does. */
  async mark(argument: unknown): Promise<void> {
    const followed = await this.pick(argument);
    if (!followed) return;
    followed.lastMark = await followed.mark(this.services.tasks.signal);
    const show = vscode.l10n.t('Show Coverage Since Mark');
    const text = vscode.l10n.t(
      'Code that {0} runs for the first time from now on is told apart.',
      followed.machine.name,
    );
    const chosen = await notice('Information', text, show);
    if (chosen === show) await runCommand('qemu.showCoverageSinceMark', followed.machine.id);
  }

  /** "QEMU: Coverage Since Mark". @throws as `MachineCoverage.read` does. */
  async showSinceMark(argument: unknown): Promise<void> {
    const followed = await this.pick(argument);
    if (!followed) return;
    if (followed.lastMark !== undefined) {
      await this.read(followed, followed.lastMark);
      return;
    }
    const start = vscode.l10n.t('Start Coverage Mark');
    const text = vscode.l10n.t('No mark was set in {0}.', followed.machine.name);
    const chosen = await notice('Information', text, start);
    if (chosen === start) await runCommand('qemu.startCoverageMark', followed.machine.id);
  }

  /** @param from The first part of the run that counts. */
  private async read(followed: FollowedMachine, from: number): Promise<void> {
    const { name } = followed.machine;
    const title = vscode.l10n.t('Reading which lines of {0} have run', name);
    const ran = await noticeWhile(title, this.services.tasks.signal, (signal) => followed.read(signal));
    await this.view.show(name, ran, from);
  }

  /** One that runs, else the one that ended last. */
  private async pick(argument: unknown): Promise<FollowedMachine | undefined> {
    const { registry } = this.services;
    const hasCoverage = registry.machines.some((machine) => this.machines.of(machine));
    if (argument === undefined && !hasCoverage) {
      const [last] = this.machines.all;
      if (last) return last;
    }
    const machine = await pickMachine(this.services, argument, {
      where: (each) => this.machines.of(each) !== undefined,
      otherwise: vscode.l10n.t(
        'No machine runs with coverage. Write "coverage": true into its configuration, and start it again.',
      ),
    });
    return machine && this.machines.of(machine);
  }
}
