import * as vscode from 'vscode';
import { Gate } from '../../concurrency/gate';
import { Semaphore } from '../../concurrency/semaphore';
import { atMost } from '../../concurrency/timeout';

/** How long the way through a terminal and back may take on a busy computer, in milliseconds. */
const ANSWER_MS = 5000;

/**
 * Finds the terminal that shows a pty of ours. The editor makes the terminals of tasks itself and does not say which
 * is which, and names cannot tell: two can be equal, one can contain another, and a person can change them. But an
 * empty input goes through a terminal to its pty, and does nothing on the way.
 */
export class TerminalSearch {
  private readonly turns = new Semaphore('terminal searches', 1);
  private readonly found = new WeakMap<vscode.Pseudoterminal, vscode.Terminal>();
  private asked: { readonly terminal: vscode.Terminal; readonly answered: Gate } | undefined;

  /** The pty has been given an empty input. */
  answer(pty: vscode.Pseudoterminal): void {
    if (!this.asked) return;
    this.found.set(pty, this.asked.terminal);
    this.asked.answered.open();
  }

  /** The terminal that shows this pty, once it has been found. */
  terminalOf(pty: vscode.Pseudoterminal): vscode.Terminal | undefined {
    const terminal = this.found.get(pty);
    return terminal?.exitStatus === undefined ? terminal : undefined;
  }

  /**
   * Asks the editor's terminals, newest first, until this pty answers.
   * @returns undefined when none does: it was closed meanwhile.
   * @throws `signal.reason` on abort.
   */
  async find(pty: vscode.Pseudoterminal, signal: AbortSignal): Promise<vscode.Terminal | undefined> {
    return await this.turns.use(signal, async () => {
      for (const terminal of [...vscode.window.terminals].reverse()) {
        if (this.found.has(pty)) break;
        if (mayShowTask(terminal)) await this.ask(terminal, signal);
      }
      return this.terminalOf(pty);
    });
  }

  private async ask(terminal: vscode.Terminal, signal: AbortSignal): Promise<void> {
    const answered = new Gate('the terminal answers');
    this.asked = { terminal, answered };
    try {
      terminal.sendText('', false);
      await atMost(ANSWER_MS, signal, (limited) => answered.wait(limited));
    } finally {
      this.asked = undefined;
    }
  }
}

/** Shells have no name of their own, and ptys that extensions made are known by their options. */
function mayShowTask({ creationOptions, exitStatus }: vscode.Terminal): boolean {
  return exitStatus === undefined && !('pty' in creationOptions) && creationOptions.name !== undefined;
}
