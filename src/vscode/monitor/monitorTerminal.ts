import * as vscode from 'vscode';
import { raceAbort } from '../../concurrency/abort';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Machine } from '../../machine/machine';
import type { MonitorHistory } from '../../monitor/history';
import { MachineMonitor } from '../../monitor/machineMonitor';
import { TypingPause } from '../terminal/typingPause';
import { MonitorSession, toTerminal } from '../../monitor/monitorSession';

/** One monitor of one machine in a terminal. Several may be open on the same machine. */
export class MonitorTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<void>();
  private readonly group: TaskGroup;
  private session: MonitorSession | undefined;
  private ended = false;
  private readonly typing = new TypingPause();

  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly machine: Machine,
    private readonly history: MonitorHistory,
    tasks: TaskGroup,
  ) {
    this.group = tasks.group(`monitor of ${machine.name}`);
  }

  open(dimensions: vscode.TerminalDimensions | undefined): void {
    const monitor = new MachineMonitor(this.machine);
    this.session = new MonitorSession(
      {
        prompt: '(qemu) ',
        greeting: vscode.l10n.t(
          'Monitor of {0}, {1}. Tab completes, "help" lists the commands, Ctrl+D closes.',
          this.machine.name,
          `QEMU ${this.machine.qemuVersion}`,
        ),
        run: (line, signal) => monitor.run(line, signal),
        complete: (line, signal) => monitor.complete(line, signal),
        history: this.history.lines,
        keepHistory: (lines) => this.history.keep(lines),
        abandoned: vscode.l10n.t('Stopped waiting; QEMU may still be running the command.'),
      },
      this.group,
      dimensions?.columns,
    );
    this.session.onData((text) => this.written.fire(text));
    this.session.onDidClose(() => this.closed.fire());
    this.session.open();
    void this.group.run('end of the machine', async ({ signal }) => {
      const report = await raceAbort(this.machine.exit, signal);
      this.end(report.summary);
    });
  }

  close(): void {
    this.session?.dispose();
    this.session = undefined;
    this.group.closeSoon();
  }

  handleInput(data: string): void {
    const typing = this.typing.remaining > 0;
    this.typing.typed();
    if (!this.ended) this.session?.handleInput(data);
    else if (!typing) this.closed.fire();
  }

  setDimensions(dimensions: vscode.TerminalDimensions): void {
    this.session?.resize(dimensions.columns);
  }

  /** The machine is gone: says why, and leaves what was said before on the screen until a key is pressed. */
  private end(summary: string): void {
    this.ended = true;
    this.close();
    const hint = vscode.l10n.t('The monitor is closed. Press any key to close this terminal.');
    this.written.fire(`\r\n\x1b[1m${toTerminal(summary)}\x1b[0m\r\n${hint}\r\n`);
  }
}
