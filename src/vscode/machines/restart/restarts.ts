import * as vscode from 'vscode';
import { CancelledError, ChildAbortController } from '../../../concurrency/abort';
import type { Disposable } from '../../../concurrency/event';
import { ImageWatch, imagesOf } from '../../../machine/restart/imageWatch';
import type { Machine } from '../../../machine/machine';
import type { RunStore } from '../../../machine/runs/runStore';
import { machineShownIn, pickMachine } from '../../commands/pickMachine';
import { showError } from '../../editor/errors';
import { runCommand } from '../../editor/runCommand';
import type { Services } from '../../services';
import { withoutResolved } from '../../sessions/resolvedIn';
import { onNewMachine } from '../newMachines';

/** "QEMU: Restart QEMU Machine": ends a machine and launches it once more, also one that has ended by itself. */
export class Restarts implements Disposable {
  private readonly listeners: readonly Disposable[];
  private running: readonly Machine[];
  private lastEnded: Machine | undefined;

  constructor(
    private readonly services: Services,
    private readonly runs: RunStore,
  ) {
    const { registry } = services;
    this.running = registry.machines;
    const watches = onNewMachine(registry, (machine) => this.watch(machine));
    const ends = registry.onDidChange(() => {
      this.lastEnded = this.running.find((machine) => !registry.machines.includes(machine)) ?? this.lastEnded;
      this.running = registry.machines;
    });
    this.listeners = [watches, ends];
  }

  dispose(): void {
    for (const listener of this.listeners) listener.dispose();
  }

  async restart(argument: unknown): Promise<void> {
    const machine = await this.which(argument);
    if (machine) await this.again(machine);
    else if (argument === undefined && this.running.length === 0) await this.latestRun();
  }

  /** Resolves when it is under way again. A debug session of it is started again, too. */
  async again(machine: Machine): Promise<void> {
    const title = vscode.l10n.t('Restarting {0}…', machine.name);
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => {
      const { debugging, launcher, tasks } = this.services;
      const session = debugging.of(machine);
      if (session) await vscode.debug.stopDebugging(session);
      // Asked twice, it would not end in order.
      if (machine.state !== 'stopping') void machine.stop();
      await machine.exit;
      if (session?.configuration['request'] === 'launch')
        await vscode.debug.startDebugging(session.workspaceFolder, withoutResolved(session.configuration));
      else await launcher.launchAgain(machine, tasks.signal);
    });
  }

  /** Until its end, if its configuration wants that. */
  private watch(machine: Machine): void {
    if (machine.config.restartOnChange !== true) return;
    const { tasks, log } = this.services;
    void tasks.run(`watch the images of ${machine.name}`, async (task) => {
      const own = new ChildAbortController(task.signal);
      void machine.exit.then(() => own.abort(new CancelledError()));
      try {
        const path = await task.waitFor('an image to be written', untilRewritten(machine, own.signal));
        machine.tell(vscode.l10n.t('{0} was written: the machine is restarted.', path));
        await this.again(machine);
      } catch (error) {
        await showError(error, log);
      } finally {
        own.dispose();
      }
    });
  }

  /** A terminal whose machine has ended is still about that machine. */
  private async which(argument: unknown): Promise<Machine | undefined> {
    const { terminals } = this.services;
    const shown = machineShownIn(terminals, argument ?? vscode.window.activeTerminal);
    if (shown && (argument !== undefined || shown.state === 'stopped')) return shown;
    if (argument === undefined && this.running.length === 0) return this.lastEnded;
    return await pickMachine(this.services, argument);
  }

  /** In a window where no machine has run yet. */
  private async latestRun(): Promise<void> {
    const [run] = await this.runs.list();
    await (run ? runCommand('qemu.runAgain', { run }) : runCommand('qemu.launch'));
  }
}

async function untilRewritten({ config }: Machine, signal: AbortSignal): Promise<string> {
  const watch = await ImageWatch.begin(imagesOf(config));
  try {
    return await watch.rewritten(signal);
  } finally {
    watch.dispose();
  }
}
