import * as vscode from 'vscode';
import { Emitter } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { Machine } from '../../machine/machine';
import type { MachinePort } from '../../machine/machineParts';
import type { TerminalStream } from '../../serial/client';
import { KeyPrefix } from './keyPrefix';
import { KeysWhileOpening } from './keysWhileOpening';
import { notices } from './notices';
import { createTogether, PortTerminal, portTitle } from './portTerminal';
import type { SerialPty } from './serialPty';
import { TerminalGroup, type TerminalParent } from './terminalGroup';
import { TerminalSearch } from './terminalSearch';

/** One terminal that shows a machine's port. Several may show the same one. */
export interface Shown {
  readonly machine: Machine;
  readonly port: MachinePort;
  readonly pty: SerialPty;
  /** The editor's object, once it is known. */
  terminal(): vscode.Terminal | undefined;
  /** The same, and waits for it. */
  whenFound(): Promise<vscode.Terminal | undefined>;
}

class MachinePortTerminal extends PortTerminal implements Shown {
  constructor(
    readonly machine: Machine,
    readonly port: MachinePort,
    tasks: TaskGroup,
    gone: () => void,
    keys: Pick<KeyPrefix, 'take'> = new KeyPrefix(machine, port),
  ) {
    const view = {
      title: portTitle(machine.name, port.name),
      open: () => port.serial.openTerminal(port.config),
      keys,
      ended: machine.exit.then(notices.ended),
    };
    super(view, tasks, gone);
  }
}

/** Which terminals show which port; and the terminals of further ports. */
export class PortTerminals implements vscode.Disposable {
  private readonly shown = new Set<Shown>();
  private readonly group = new TerminalGroup();
  /** What each machine was launched from: the same task launched again has the same. */
  private readonly origins = new WeakMap<Machine, string>();
  /** What the terminals of tasks show, or showed last: their text stays when the machine ends. */
  private readonly contents = new WeakMap<vscode.Terminal, Machine>();
  private readonly changed = new Emitter<void>();
  /** Fires when another terminal is active, or it has become known what one shows: that takes a while for those of tasks. */
  readonly onDidChangeActive = this.changed.event;
  /** Finds the terminals that the editor makes for tasks. */
  readonly search = new TerminalSearch();

  private typed = false;
  /** Whether anything was typed for a guest in this window. */
  get hasTyped(): boolean {
    return this.typed;
  }

  private readonly subscription: vscode.Disposable;

  constructor(private readonly tasks: TaskGroup) {
    // The key that closes an ended terminal gives the focus to the next one, which may have ended, too.
    this.subscription = vscode.window.onDidChangeActiveTerminal((terminal) => {
      const shown = this.shownBy(terminal);
      if (shown?.machine.state === 'stopped') shown.pty.typing.typed();
      this.changed.fire();
    });
  }

  /** The terminals of an earlier run of the same task make room. @param origin What the machine was launched from. */
  launched(machine: Machine, origin: string): void {
    for (const shown of this.shown) {
      const ended = shown.machine.state === 'stopped' && this.origins.get(shown.machine) === origin;
      if (ended && shown instanceof PortTerminal) shown.close();
    }
    this.origins.set(machine, origin);
  }

  /**
   * Terminals for the ports that want one, beside the task's own.
   * @param parent The task's terminal, if it may take the focus; else the others form a group of their own.
   */
  async openFurther(machine: Machine, parent: TerminalParent | undefined): Promise<void> {
    const wanted = machine.ports.slice(1).filter(({ config }) => config.terminal === 'open');
    if (wanted.length === 0) return;
    if (parent) await this.openBeside(machine, wanted, parent);
    else createTogether(wanted.map((port) => this.make(machine, port)));
  }

  /** For the terminal profile: what is to be opened now, if anything. */
  takeAwaited(): vscode.ExtensionTerminalOptions | undefined {
    return this.group.take();
  }

  /** A task's terminal shows this port. */
  adopt(
    machine: Machine,
    port: MachinePort,
    pty: SerialPty,
    found: Promise<vscode.Terminal | undefined>,
  ): void {
    const terminal = (): vscode.Terminal | undefined => this.search.terminalOf(pty);
    const shown: Shown = { machine, port, pty, terminal, whenFound: () => found };
    this.add(shown);
    void found.then((one) => {
      if (one) this.contents.set(one, machine);
      this.changed.fire();
    });
    void machine.exit.then(() => this.shown.delete(shown));
  }

  /** Brings the port's terminal to the front, or opens a new one with everything kept. */
  async show(machine: Machine, port: MachinePort): Promise<void> {
    const existing = await Promise.all(this.of(port).map((shown) => shown.whenFound()));
    const terminal =
      existing.find((one) => one !== undefined && one.exitStatus === undefined) ??
      this.make(machine, port).create();
    terminal.show();
  }

  /** What makes a new terminal on a port, for callers that create the terminal themselves. */
  optionsFor(machine: Machine, port: MachinePort): vscode.ExtensionTerminalOptions {
    return this.make(machine, port).options();
  }

  /** What the active terminal shows; undefined when it is none of ours. */
  get active(): { readonly machine: Machine; readonly port: MachinePort } | undefined {
    return this.shownBy(vscode.window.activeTerminal);
  }

  /** Whose output a terminal has, also when that machine has ended; undefined when it is none of ours. */
  machineOf(terminal: vscode.Terminal): Machine | undefined {
    return this.shownBy(terminal)?.machine ?? this.contents.get(terminal);
  }

  /** The port that a terminal shows; undefined when it is none of ours, or has ended. */
  portIn(terminal: vscode.Terminal): MachinePort | undefined {
    return this.shownBy(terminal)?.port;
  }

  private shownBy(terminal: vscode.Terminal | undefined): Shown | undefined {
    return terminal && [...this.shown].find((shown) => shown.terminal() === terminal);
  }

  /** The stream that a terminal shows; undefined when it is none of ours, or has ended. */
  streamIn(terminal: vscode.Terminal | undefined): TerminalStream | undefined {
    return (this.shownBy(terminal)?.pty ?? serialPtyOf(terminal))?.attached;
  }

  /** Whether a terminal shows a serial port, of a machine of ours or of an external QEMU, or did until it ended. */
  showsPort(terminal: vscode.Terminal): boolean {
    return this.machineOf(terminal) !== undefined || serialPtyOf(terminal) !== undefined;
  }

  /** The streams of a port's terminals, e.g. to pause what they show. */
  streams(port: MachinePort): TerminalStream[] {
    return this.of(port).flatMap(({ pty }) => pty.attached ?? []);
  }

  /** The text stays in the editor; what is behind it ends. */
  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
    for (const { pty } of this.shown) pty.detach();
    this.shown.clear();
  }

  private async openBeside(
    machine: Machine,
    ports: readonly MachinePort[],
    parent: TerminalParent,
  ): Promise<void> {
    const meant = (input: string): void => parent.input(input);
    const keys = ports.map((port) => new KeysWhileOpening(new KeyPrefix(machine, port), meant));
    const terminals = ports.map((port, index) => this.make(machine, port, keys[index]));
    try {
      createTogether(await this.group.openBeside(parent, terminals, this.tasks.signal));
    } finally {
      for (const each of keys) each.opened();
    }
  }

  private make(machine: Machine, port: MachinePort, keys?: Pick<KeyPrefix, 'take'>): PortTerminal {
    const gone = (): boolean => this.shown.delete(terminal);
    const terminal = new MachinePortTerminal(machine, port, this.tasks, gone, keys);
    this.add(terminal);
    return terminal;
  }

  private add(shown: Shown): void {
    this.shown.add(shown);
    const first = shown.pty.onDidPass(() => {
      first.dispose();
      this.typed = true;
      this.changed.fire();
    });
  }

  private of(port: MachinePort): Shown[] {
    return [...this.shown].filter((shown) => shown.port === port);
  }
}

/** Those of external QEMUs are made by another bundle, whose class is another one: they are known by what they can do. */
function serialPtyOf(terminal: vscode.Terminal | undefined): Pick<SerialPty, 'attached'> | undefined {
  const options = terminal?.creationOptions ?? {};
  const pty: unknown = 'pty' in options ? options.pty : undefined;
  return typeof pty === 'object' && pty !== null && 'attached' in pty ? (pty as SerialPty) : undefined;
}
