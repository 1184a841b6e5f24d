import * as vscode from 'vscode';
import { Gate } from '../concurrency/gate';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { Machine, MachinePort } from '../machine/machine';
import { notices } from './notices';
import { SerialPty } from './serialPty';

/** One terminal that shows a port. Several may show the same one. */
export interface Shown {
  readonly machine: Machine;
  readonly port: MachinePort;
  readonly pty: SerialPty;
  /** The editor's object, where it has made one. */
  terminal(): vscode.Terminal | undefined;
}

/**
 * A terminal of its own on a port, which shows everything that is kept from the first byte on. Closing it does not
 * stop the machine. When the machine ends, the text stays until a key is pressed.
 */
export class PortTerminal implements Shown {
  readonly pty: SerialPty;
  /** Open since the editor listens. */
  readonly opened = new Gate('the terminal is open');
  private made: vscode.Terminal | undefined;

  constructor(
    readonly machine: Machine,
    readonly port: MachinePort,
    private readonly tasks: TaskGroup,
    private readonly gone: (terminal: PortTerminal) => void,
  ) {
    this.pty = new SerialPty({
      opened: () => this.begin(),
      closed: () => this.gone(this),
      typed: () => this.close(),
    });
  }

  options(parent?: vscode.Terminal): vscode.ExtensionTerminalOptions {
    return {
      name: `${this.machine.name}: ${this.port.name}`,
      pty: this.pty,
      iconPath: new vscode.ThemeIcon('vm-running'),
      isTransient: true,
      ...(parent && { location: { parentTerminal: parent } }),
    };
  }

  /** @param parent Only a terminal that was created in this very turn has any effect. */
  create(parent?: vscode.Terminal): vscode.Terminal {
    this.made = vscode.window.createTerminal(this.options(parent));
    return this.made;
  }

  /** A terminal that somebody else has made of our options is found by what it was made from. */
  terminal(): vscode.Terminal | undefined {
    this.made ??= vscode.window.terminals.find(
      ({ creationOptions }) => 'pty' in creationOptions && creationOptions.pty === this.pty,
    );
    return this.made;
  }

  /** Closes the editor's terminal, too. */
  close(): void {
    this.gone(this);
    this.pty.finish(0);
  }

  private begin(): void {
    this.opened.open();
    try {
      this.pty.attach(this.port.serial.openTerminal(this.port.config));
    } catch {
      // The machine has ended since; that is told below.
    }
    void this.tasks.run(`terminal of ${this.port.name}`, async (context) => {
      const report = await context.waitFor('the end of the machine', this.machine.exit);
      this.pty.detach();
      this.pty.epilogue(`${notices.ended(report)}\n${notices.pressKey()}`);
    });
  }
}
