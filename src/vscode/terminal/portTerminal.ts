import * as vscode from 'vscode';
import { Gate } from '../../concurrency/gate';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { TerminalStream } from '../../serial/client';
import type { KeyPrefix } from './keyPrefix';
import { notices } from './notices';
import { SerialPty } from './serialPty';

/** What a terminal shows: a serial port of any machine, ours or external. */
export interface PortView {
  /** The terminal's title, from {@link portTitle}. */
  readonly title: string;
  /** @throws when the port has ended. */
  open(): TerminalStream;
  /** Takes keys that are not for the guest. */
  readonly keys?: Pick<KeyPrefix, 'take'>;
  /** Resolves with our last words when nothing more will come. Never rejects. */
  readonly ended: Promise<string>;
}

/**
 * The title of a terminal of its own on a port. What differs stands first, for lists are narrow; the machine's name follows as the
 * editor puts a description, since extensions can give none: it makes descriptions from a setting's variables, and
 * `titleTemplate` is a proposal (VS Code 1.139). The terminal of a task keeps the task's name, which nothing can change.
 */
export const portTitle = (machine: string, port: string): string => `${port} - ${machine}`;

/**
 * A terminal of its own on a port, which shows everything that is kept from the first byte on. Closing it does not
 * stop the machine. When the machine ends, the text stays until a key is pressed.
 */
export class PortTerminal {
  readonly pty: SerialPty;
  /** Open since the editor listens. */
  readonly opened = new Gate('the terminal is open');
  private made: vscode.Terminal | undefined;

  constructor(
    private readonly view: PortView,
    private readonly tasks: TaskGroup,
    private readonly gone: () => void,
  ) {
    this.pty = new SerialPty({
      opened: () => this.begin(),
      closed: () => this.gone(),
      // A key that was meant for the guest, or for the terminal that was closed by the key before, closes nothing.
      typed: (_data, typing) => {
        if (!typing) this.close();
      },
    });
  }

  options(parent?: vscode.Terminal): vscode.ExtensionTerminalOptions {
    return {
      name: this.view.title,
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

  /** A terminal that the editor has made from our options is found by those options. */
  terminal(): vscode.Terminal | undefined {
    this.made ??= vscode.window.terminals.find(
      ({ creationOptions }) => 'pty' in creationOptions && creationOptions.pty === this.pty,
    );
    return this.made;
  }

  whenFound(): Promise<vscode.Terminal | undefined> {
    return Promise.resolve(this.terminal());
  }

  /** Closes the editor's terminal, too. */
  close(): void {
    this.gone();
    this.pty.finish(0);
  }

  private begin(): void {
    this.opened.open();
    try {
      this.pty.attach(this.view.open(), this.view.keys);
    } catch {
      // The machine has ended since; that is told below.
    }
    void this.tasks.run(`terminal of ${this.view.title}`, async (context) => {
      const lastWords = await context.waitFor('the end of the port', this.view.ended);
      this.pty.detach();
      this.pty.epilogue(`${lastWords}\n${notices.pressKey()}`);
    });
  }
}

/** Opens terminals next to each other: in one turn, or the first would be no parent of the others. */
export function createTogether(terminals: readonly PortTerminal[]): vscode.Terminal | undefined {
  let first: vscode.Terminal | undefined;
  for (const terminal of terminals) {
    const made = terminal.create(first);
    first ??= made;
  }
  return first;
}
