import * as vscode from 'vscode';
import type { Disposable } from '../../concurrency/event';
import type { MachineRegistry } from '../../machine/machineRegistry';
import { runCommand } from '../editor/runCommand';

/** Bold, and back. */
const KEY = '\x1b[1m';
const PLAIN = '\x1b[0m';

/**
 * The terminal for a person who asked for a serial port when no machine is running: offers to launch one, and closes
 * once a machine has a terminal of its own. If the person dismissed a picker instead, it closes at once.
 */
export class NoMachinePty implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<void>();
  private listener: Disposable | undefined;

  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly registry: MachineRegistry,
    private readonly dismissed: boolean,
  ) {}

  open(): void {
    if (this.dismissed) {
      this.closed.fire();
      return;
    }
    this.listener = this.registry.onDidChange(() => {
      if (this.registry.machines.length > 0) this.closed.fire();
    });
    const lines = [
      vscode.l10n.t('No machine is running.'),
      '',
      this.choice('Enter', vscode.l10n.t('launch the sample guest')),
      this.choice('L', vscode.l10n.t('launch a machine: choose an image')),
      this.choice('Esc', vscode.l10n.t('close this terminal')),
    ];
    this.written.fire(`${lines.join('\r\n')}\r\n`);
  }

  close(): void {
    this.listener?.dispose();
    this.written.dispose();
    this.closed.dispose();
  }

  handleInput(data: string): void {
    switch (data.toLowerCase()) {
      case '\r':
        void runCommand('qemu.launchSample');
        return;
      case 'l':
        void runCommand('qemu.launch');
        return;
      case '\x1b':
      case '\x03':
      case '\x04':
        this.closed.fire();
        return;
      default:
        this.written.fire('\x07');
    }
  }

  private choice(key: string, text: string): string {
    return `  ${KEY}${key.padEnd(6)}${PLAIN} ${text}`;
  }
}
