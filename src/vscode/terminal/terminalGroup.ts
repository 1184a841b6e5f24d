import * as vscode from 'vscode';
import { isCancelled } from '../../concurrency/abort';
import { Gate } from '../../concurrency/gate';
import { Semaphore } from '../../concurrency/semaphore';
import { atMost, withTimeout } from '../../concurrency/timeout';

/** As in package.json; its provider hands out what is awaited here. */
const PROFILE = { extensionIdentifier: 'qemu-serial-debug.qemu-serial-debug', id: 'qemu.serial' };
/** Splitting takes a tenth of a second, on a busy computer some seconds. In milliseconds. */
const SPLIT_MS = 10_000;
/** How long a terminal that is there already may take to become the active one, in milliseconds. */
const FOCUS_MS = 1000;
/**
 * How long after a new split was made active first it may take until it is again, in milliseconds: on a busy computer a second and
 * longer. Focus that is given back before stays with the split.
 */
const SECOND_TIME_MS = 3000;

/** A terminal that is to be opened. */
export interface Splittable {
  options(): vscode.ExtensionTerminalOptions;
  readonly opened: Gate;
}

/** The terminal that others are put beside. */
export interface TerminalParent {
  readonly terminal: vscode.Terminal;
  /** Known before the editor says that the terminal has gone: its pty is told first. */
  isClosed(): boolean;
  /** Takes what was typed for it in another one. */
  input(data: string): void;
}

/** A terminal that the editor has been told to open beside another one. */
interface Awaited {
  readonly options: vscode.ExtensionTerminalOptions;
  /** Whether a terminal is in the group that it belongs to. */
  readonly isBeside: (active: vscode.Terminal) => boolean;
}

/**
 * Puts terminals beside one that the editor has made, such as a task's. The API has no way to do that: the
 * `parentTerminal` of a new terminal is ignored unless it was created in the same turn. So the editor's own "Split
 * Terminal" is run with our terminal profile, and the profile's provider is told what to answer.
 */
export class TerminalGroup {
  private readonly turns = new Semaphore('terminal groups', 1);
  private awaited: Awaited | undefined;

  /**
   * For the profile's provider: the options of the terminal that is to come now, once.
   *
   * The editor splits whatever is active when it has our answer. If nothing is, it fails ("Cannot split without an active
   * instance"), and what it has begun stays in `window.terminals` for good: so a parent that has gone is not split. We
   * know of it as late as the editor's last message, and of what was closed from here at once.
   */
  take(): vscode.ExtensionTerminalOptions | undefined {
    const { awaited } = this;
    this.awaited = undefined;
    if (!awaited) return undefined;
    const { options, isBeside } = awaited;
    const active = vscode.window.activeTerminal;
    return active !== undefined && isBeside(active) && !isDisposed(active)
      ? options
      : { ...options, location: vscode.TerminalLocation.Panel };
  }

  /**
   * Opens terminals beside `parent`, which has the focus afterwards.
   * @returns those that the editor did not ask for, which are for the caller to open.
   */
  async openBeside<T extends Splittable>(
    parent: TerminalParent,
    terminals: readonly T[],
    signal: AbortSignal,
  ): Promise<T[]> {
    return await this.turns.use(signal, async () => {
      const left: T[] = [];
      const isBeside = (active: vscode.Terminal): boolean =>
        !parent.isClosed() && (active === parent.terminal || isOneOf(terminals, active));
      parent.terminal.show(true);
      await untilActive((active) => active === parent.terminal, signal);
      // The editor splits what is active, and gets stuck if nothing is, as when the machine has ended meanwhile.
      const { activeTerminal } = vscode.window;
      if (!activeTerminal || !isBeside(activeTerminal)) return [...terminals];
      for (const terminal of terminals) {
        if (!(await this.split(terminal, isBeside, signal))) left.push(terminal);
      }
      const active = vscode.window.activeTerminal;
      // A person who has gone to another terminal meanwhile stays there.
      if (active && isBeside(active)) await this.focus(parent.terminal, signal);
      return left;
    });
  }

  /** Resolves when it is active: what is typed from now on goes where the person is looking. */
  private async focus(terminal: vscode.Terminal, signal: AbortSignal): Promise<void> {
    terminal.show();
    await untilActive((active) => active === terminal, signal);
  }

  /** @returns whether the editor asked for it. */
  private async split(
    terminal: Splittable,
    isBeside: Awaited['isBeside'],
    signal: AbortSignal,
  ): Promise<boolean> {
    const options = terminal.options();
    const awaited = { options, isBeside };
    this.awaited = awaited;
    const config = { ...PROFILE, title: options.name, icon: 'vm-running' };
    const activations = new Activations(options);
    try {
      await withTimeout('splitting the terminal', SPLIT_MS, signal, async (limited) => {
        await vscode.commands.executeCommand('workbench.action.terminal.split', { config });
        // The command returns before the terminal is there, which then takes the focus; giving that back
        // before would be in vain.
        if (this.awaited === awaited) return;
        await terminal.opened.wait(limited);
        await activations.over(limited);
      });
    } catch (error) {
      if (isCancelled(error)) throw error;
      // Another editor may know that command in another form; whether it asked is what counts.
    } finally {
      activations.dispose();
    }
    const asked = this.awaited !== awaited;
    this.awaited = undefined;
    return asked;
  }
}

/**
 * How often the editor makes a new split active: when it is made, and again when it can take the focus, with its parent
 * in between. Focus that is given back between the two is lost again.
 */
class Activations implements vscode.Disposable {
  private readonly first = new Gate('the split is active');
  private readonly second = new Gate('the split has the focus');
  private readonly subscription: vscode.Disposable;

  constructor(options: vscode.ExtensionTerminalOptions) {
    this.subscription = vscode.window.onDidChangeActiveTerminal((active) => {
      if (!shows(active, options)) return;
      if (this.first.isOpen) this.second.open();
      else this.first.open();
    });
  }

  /** Resolves after the second time, or when that does not come. */
  async over(signal: AbortSignal): Promise<void> {
    await this.first.wait(signal);
    await atMost(SECOND_TIME_MS, signal, (limited) => this.second.wait(limited));
  }

  dispose(): void {
    this.subscription.dispose();
  }
}

function isOneOf(terminals: readonly Splittable[], active: vscode.Terminal): boolean {
  return terminals.some((terminal) => shows(active, terminal.options()));
}

function shows(terminal: vscode.Terminal | undefined, { pty }: vscode.ExtensionTerminalOptions): boolean {
  return terminal !== undefined && 'pty' in terminal.creationOptions && terminal.creationOptions.pty === pty;
}

/** Waits for the active terminal to be a certain one; not for ever, since the person may go elsewhere meanwhile. */
async function untilActive(wanted: (active: vscode.Terminal) => boolean, signal: AbortSignal): Promise<void> {
  const gate = new Gate('the terminal is active');
  const look = (active: vscode.Terminal | undefined): void => {
    if (active && wanted(active)) gate.open();
  };
  const subscription = vscode.window.onDidChangeActiveTerminal(look);
  try {
    look(vscode.window.activeTerminal);
    await atMost(FOCUS_MS, signal, (limited) => gate.wait(limited));
  } finally {
    subscription.dispose();
  }
}

/** Whether `dispose()` was called on it: the editor forgets it later, but it takes no input any more. */
function isDisposed(terminal: vscode.Terminal): boolean {
  try {
    terminal.sendText('', false);
    return false;
  } catch {
    return true;
  }
}
