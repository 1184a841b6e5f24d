import * as vscode from 'vscode';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { Machine, MachinePort } from '../machine/machine';
import type { TerminalStream } from '../serial/client';
import { notices } from './notices';
import { SerialPty } from './serialPty';

/** One terminal that shows a port. Several may show the same one. */
interface Shown {
  readonly machine: Machine;
  readonly port: MachinePort;
  readonly pty: SerialPty;
  /** The editor's object: known at once for terminals that we create, and looked up for a task's. */
  terminal(): vscode.Terminal | undefined;
}

/**
 * Which terminals show which port, and the terminals of further ports. Closing one of these does not stop the
 * machine: the spool has everything, and a new terminal shows it from the beginning.
 */
export class PortTerminals implements vscode.Disposable {
  private readonly shown = new Set<Shown>();

  constructor(private readonly tasks: TaskGroup) {}

  /** Terminals for the ports that want one, beside the task's own. Those of an earlier run make room. */
  openFurther(machine: Machine, parent: vscode.Terminal | undefined): void {
    this.closeEnded(machine.name);
    for (const port of machine.ports.slice(1)) {
      if (port.config.terminal === 'open') this.create(machine, port, parent);
    }
  }

  /** A task's terminal shows this port. */
  adopt(
    machine: Machine,
    port: MachinePort,
    pty: SerialPty,
    terminal: () => vscode.Terminal | undefined,
  ): void {
    const shown = { machine, port, pty, terminal };
    this.shown.add(shown);
    void machine.exit.then(() => this.shown.delete(shown));
  }

  /** Brings the port's terminal to the front, or opens a new one with everything kept. */
  show(machine: Machine, port: MachinePort): vscode.Terminal {
    const existing = this.of(port)
      .find((shown) => shown.terminal() !== undefined)
      ?.terminal();
    const terminal = existing ?? this.create(machine, port, this.parentFor(machine));
    terminal.show();
    return terminal;
  }

  /** What makes a new terminal on a port, for whoever creates the terminal himself. */
  optionsFor(machine: Machine, port: MachinePort): vscode.ExtensionTerminalOptions {
    return this.prepare(machine, port).options;
  }

  /** Which port a terminal shows. */
  shownBy(terminal: vscode.Terminal | undefined): { machine: Machine; port: MachinePort } | undefined {
    return terminal && [...this.shown].find((shown) => shown.terminal() === terminal);
  }

  /** The streams of a port's terminals, e.g. to pause what they show. */
  streams(port: MachinePort): TerminalStream[] {
    return this.of(port).flatMap(({ pty }) => pty.attached ?? []);
  }

  /** The text stays in the editor; what is behind it ends. */
  dispose(): void {
    for (const { pty } of this.shown) pty.detach();
    this.shown.clear();
  }

  private of(port: MachinePort): Shown[] {
    return [...this.shown].filter((shown) => shown.port === port);
  }

  private parentFor(machine: Machine): vscode.Terminal | undefined {
    return [...this.shown].find((shown) => shown.machine === machine && shown.terminal())?.terminal();
  }

  private create(machine: Machine, port: MachinePort, parent: vscode.Terminal | undefined): vscode.Terminal {
    const { options, created } = this.prepare(machine, port);
    const location = parent && { location: { parentTerminal: parent } };
    const terminal = vscode.window.createTerminal({ ...options, ...location });
    created(terminal);
    return terminal;
  }

  private prepare(
    machine: Machine,
    port: MachinePort,
  ): { options: vscode.ExtensionTerminalOptions; created: (terminal: vscode.Terminal) => void } {
    let terminal: vscode.Terminal | undefined;
    const pty: SerialPty = new SerialPty({
      opened: () => pty.attach(port.serial.openTerminal(port.config)),
      closed: () => void this.shown.delete(shown),
      typed: () => this.forget(shown),
    });
    // A terminal that somebody else creates is found by what it was made from.
    const find = (): vscode.Terminal | undefined =>
      vscode.window.terminals.find(
        ({ creationOptions }) => 'pty' in creationOptions && creationOptions.pty === pty,
      );
    const shown: Shown = { machine, port, pty, terminal: () => terminal ?? find() };
    this.shown.add(shown);
    this.followToTheEnd(shown);
    return {
      options: {
        name: `${machine.name}: ${port.serial.name}`,
        pty,
        iconPath: new vscode.ThemeIcon('vm-running'),
        isTransient: true,
      },
      created: (made) => (terminal = made),
    };
  }

  /** When the machine ends its text stays until a key is pressed, or the machine is launched again. */
  private followToTheEnd({ machine, pty }: Shown): void {
    void this.tasks.run(`end of ${machine.name}`, async (context) => {
      const report = await context.waitFor('the end of the machine', machine.exit);
      if (pty.isOver) return;
      pty.detach();
      pty.epilogue(`${notices.ended(report)}\n${notices.pressKey()}`);
    });
  }

  private closeEnded(name: string): void {
    for (const shown of this.shown) {
      if (shown.machine.name === name && shown.machine.state === 'stopped') this.forget(shown);
    }
  }

  private forget(shown: Shown): void {
    this.shown.delete(shown);
    shown.pty.finish(0);
  }
}
