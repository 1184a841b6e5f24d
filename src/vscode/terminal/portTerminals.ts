import * as vscode from 'vscode';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Machine } from '../../machine/machine';
import type { MachinePort } from '../../machine/machineParts';
import type { TerminalStream } from '../../serial/client';
import { notices } from './notices';
import { createTogether, PortTerminal } from './portTerminal';
import type { SerialPty } from './serialPty';
import { TerminalGroup } from './terminalGroup';

/** One terminal that shows a machine's port. Several may show the same one. */
export interface Shown {
  readonly machine: Machine;
  readonly port: MachinePort;
  readonly pty: SerialPty;
  /** The editor's object, where it has made one. */
  terminal(): vscode.Terminal | undefined;
}

class MachinePortTerminal extends PortTerminal implements Shown {
  constructor(
    readonly machine: Machine,
    readonly port: MachinePort,
    tasks: TaskGroup,
    gone: () => void,
  ) {
    const view = {
      title: `${machine.name}: ${port.name}`,
      open: () => port.serial.openTerminal(port.config),
      ended: machine.exit.then(notices.ended),
    };
    super(view, tasks, gone);
  }
}

/** Which terminals show which port; and the terminals of further ports. */
export class PortTerminals implements vscode.Disposable {
  private readonly shown = new Set<Shown>();
  private readonly group = new TerminalGroup();

  constructor(private readonly tasks: TaskGroup) {}

  /**
   * Terminals for the ports that want one, beside the task's own. Those of an earlier run make room.
   * @param parent The task's terminal, where it may take the focus: else the others form a group of their own.
   */
  async openFurther(machine: Machine, parent: vscode.Terminal | undefined): Promise<void> {
    this.closeEnded(machine.name);
    const wanted = machine.ports.slice(1).filter(({ config }) => config.terminal === 'open');
    if (wanted.length === 0) return;
    const terminals = wanted.map((port) => this.make(machine, port));
    const left = parent ? await this.group.openBeside(parent, terminals, this.tasks.signal) : terminals;
    createTogether(left);
  }

  /** For the terminal profile: what is to be opened now, if anything. */
  takeAwaited(): vscode.ExtensionTerminalOptions | undefined {
    return this.group.take();
  }

  /** A task's terminal shows this port. */
  adopt(machine: Machine, port: MachinePort, pty: SerialPty, terminal: Shown['terminal']): void {
    const shown = { machine, port, pty, terminal };
    this.shown.add(shown);
    void machine.exit.then(() => this.shown.delete(shown));
  }

  /** Brings the port's terminal to the front, or opens a new one with everything kept. */
  show(machine: Machine, port: MachinePort): void {
    const [existing] = this.of(port).flatMap((shown) => shown.terminal() ?? []);
    const terminal = existing ?? this.make(machine, port).create();
    terminal.show();
  }

  /** What makes a new terminal on a port, for whoever creates the terminal himself. */
  optionsFor(machine: Machine, port: MachinePort): vscode.ExtensionTerminalOptions {
    return this.make(machine, port).options();
  }

  /** What the active terminal shows; undefined when it is none of ours. */
  get active(): { readonly machine: Machine; readonly port: MachinePort } | undefined {
    return this.shownBy(vscode.window.activeTerminal);
  }

  /** Which port a terminal shows. */
  private shownBy(
    terminal: vscode.Terminal | undefined,
  ): { machine: Machine; port: MachinePort } | undefined {
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

  private make(machine: Machine, port: MachinePort): PortTerminal {
    const gone = (): boolean => this.shown.delete(terminal);
    const terminal = new MachinePortTerminal(machine, port, this.tasks, gone);
    this.shown.add(terminal);
    return terminal;
  }

  private of(port: MachinePort): Shown[] {
    return [...this.shown].filter((shown) => shown.port === port);
  }

  private closeEnded(name: string): void {
    for (const shown of this.shown) {
      const ended = shown.machine.name === name && shown.machine.state === 'stopped';
      if (ended && shown instanceof PortTerminal) shown.close();
    }
  }
}
