import { createInterface, type Interface } from 'node:readline';
import { PassThrough, Writable } from 'node:stream';
import { messageOf } from '../concurrency/messageOf';
import { isCancelled, onAbort } from '../concurrency/abort';
import { BoundedQueue } from '../concurrency/boundedQueue';
import { Emitter } from '../concurrency/event';
import { STOP } from '../concurrency/loop';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { TaskContext } from '../concurrency/taskTree';
import { withTimeout } from '../concurrency/timeout';
import type { Completion } from './complete';

/** What a monitor session talks to. */
export interface MonitorHost {
  readonly prompt: string;
  /** Printed once, before the first prompt. */
  readonly greeting: string;
  /** Runs one line and gives back what the monitor says. */
  run(line: string, signal: AbortSignal): Promise<string>;
  complete(line: string, signal: AbortSignal): Promise<Completion>;
  /** Lines of earlier sessions, newest first, and where to keep those of this one. */
  readonly history: readonly string[];
  keepHistory(history: readonly string[]): void;
  /** What is said when Ctrl-C gave up waiting for an answer. */
  readonly abandoned: string;
}

/** How many lines are remembered. */
export const HISTORY_LIMIT = 500;

/** Text typed or pasted while a command runs waits; more than this much of it, in characters, is refused. */
const MAX_TYPED_AHEAD = 64 * 1024;

/** An answer to Tab must come while the person still looks, in milliseconds. */
const COMPLETION_LIMIT_MS = 3000;

/** A lone ESC is a key of its own after this many milliseconds; escape sequences come in one piece here. */
const ESCAPE_TIMEOUT_MS = 50;

const RED = '\x1b[31m';
const PLAIN = '\x1b[0m';

/**
 * A line editor over a command that answers in text: history, editing and Tab by Node's `readline`, one command at
 * a time, Ctrl-C to clear the line or to stop waiting, Ctrl-D to close. Knows nothing of VS Code.
 */
export class MonitorSession {
  private readonly data = new Emitter<string>();
  private readonly closed = new Emitter<void>();
  private readonly input = new PassThrough();
  private readonly output: Writable & { columns: number };
  private readonly lines = new BoundedQueue<string>('monitor lines', 1);
  private readonly editor: Interface;
  /** What was typed, piece by piece, and not yet given to the editor, because a command runs. */
  private typedAhead: string[] = [];
  private busy = false;
  private muted = false;
  private command: AbortController | undefined;

  readonly onData = this.data.event;
  /** The person closed it. */
  readonly onDidClose = this.closed.event;

  constructor(
    private readonly host: MonitorHost,
    private readonly group: TaskGroup,
    columns = 80,
  ) {
    this.output = Object.assign(new Writable({ decodeStrings: false, write: this.write }), { columns });
    this.editor = createInterface({
      input: this.input,
      output: this.output,
      terminal: true,
      prompt: host.prompt,
      history: [...host.history],
      historySize: HISTORY_LIMIT,
      removeHistoryDuplicates: true,
      escapeCodeTimeout: ESCAPE_TIMEOUT_MS,
      completer: (line: string, done: CompleterDone) => this.complete(line, done),
    });
    this.listen();
  }

  /** Greets and begins to read. */
  open(): void {
    this.data.fire(`${toTerminal(this.host.greeting)}\r\n`);
    this.editor.prompt();
    void this.group.loop('monitor', (context) => this.turn(context));
  }

  /** Keys and pasted text, as the terminal sends them. */
  handleInput(data: string): void {
    if (this.busy && data === '\x03') {
      this.typedAhead = [];
      this.command?.abort();
      return;
    }
    const waiting = this.typedAhead.reduce((sum, piece) => sum + piece.length, 0);
    if (waiting + data.length > MAX_TYPED_AHEAD) {
      this.data.fire('\x07');
      return;
    }
    // A Tab inside of a paste is a blank: completing in the middle of pasted text surprises everyone.
    this.typedAhead.push(data.length > 1 ? data.replaceAll('\t', ' ') : data);
    this.feed();
  }

  resize(columns: number): void {
    this.output.columns = columns;
    this.output.emit('resize');
  }

  /** Takes the line editor away; nothing more is read or printed by it. */
  dispose(): void {
    this.closed.dispose();
    this.muted = true;
    this.editor.close();
    this.lines.close();
    this.data.dispose();
  }

  private readonly write = (chunk: string, _encoding: string, done: () => void): void => {
    if (!this.muted) this.data.fire(chunk);
    done();
  };

  private listen(): void {
    this.editor.on('line', (line) => {
      // The queue has room: no second line is fed before this one was taken and answered.
      this.lines.put(line, this.group.signal).catch(ignore);
    });
    this.editor.on('SIGINT', () => this.clearLine());
    // Without a listener readline would suspend the process, which is VS Code's extension host.
    this.editor.on('SIGTSTP', ignore);
    this.editor.on('history', (history) => this.host.keepHistory(history));
    this.editor.on('close', () => this.closed.fire());
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const { signal } = context;
    const line = await context.waitFor('a line', this.lines.take(signal));
    if (line === undefined) return STOP;
    if (line.trim() !== '') await context.waitFor(`answer to "${line.trim()}"`, this.answer(line, signal));
    signal.throwIfAborted();
    this.editor.prompt();
    this.busy = false;
    this.feed();
    return undefined;
  }

  private async answer(line: string, signal: AbortSignal): Promise<void> {
    const command = new AbortController();
    const subscription = onAbort(signal, () => command.abort(signal.reason));
    this.command = command;
    try {
      this.data.fire(coloured(await this.host.run(line, command.signal)));
    } catch (error) {
      if (signal.aborted) throw error;
      if (isCancelled(error) || command.signal.aborted) this.data.fire(`^C ${this.host.abandoned}\r\n`);
      else this.data.fire(`${RED}${toTerminal(messageOf(error))}${PLAIN}\r\n`);
    } finally {
      subscription.dispose();
      this.command = undefined;
    }
  }

  /**
   * Gives the editor what was typed, up to the end of a line; the rest waits for the answer to that line. Piece by
   * piece as it came, for in a longer piece readline takes Tab for text.
   */
  private feed(): void {
    while (!this.busy) {
      const piece = this.typedAhead.shift();
      if (piece === undefined) return;
      const end = piece.search(/[\r\n]/);
      this.busy = end >= 0;
      if (end >= 0 && end + 1 < piece.length) this.typedAhead.unshift(piece.slice(end + 1));
      this.input.write(end < 0 ? piece : `${piece.slice(0, end)}\r`);
    }
  }

  /** Ctrl-C while nothing runs: leaves what was typed on the screen, as a shell does, and starts a new line. */
  private clearLine(): void {
    this.editor.write(null, { ctrl: true, name: 'e' });
    this.data.fire('^C\r\n');
    this.muted = true;
    this.editor.write(null, { ctrl: true, name: 'u' });
    this.muted = false;
    this.editor.prompt();
  }

  private complete(line: string, done: CompleterDone): void {
    void this.group.run('monitor completion', async ({ signal }) => {
      try {
        const { candidates, fragment } = await withTimeout(
          'completion',
          COMPLETION_LIMIT_MS,
          signal,
          (limit) => this.host.complete(line, limit),
        );
        done(null, [[...candidates], fragment]);
      } catch {
        // Tab that finds nothing, for whatever reason, does nothing.
        done(null, [[], line]);
      }
    });
  }
}

type CompleterDone = (error: null, result: [string[], string]) => void;

/** The monitor tells of failures in its text only. */
function coloured(answer: string): string {
  const text = answer.trimEnd();
  if (text === '') return '';
  const failed = /^(Error: |unknown command: |invalid )/.test(text);
  return `${failed ? RED : ''}${toTerminal(text)}${failed ? PLAIN : ''}\r\n`;
}

/**
 * Text for the terminal: line ends as it wants them, and control characters shown, not obeyed. What the monitor
 * prints may come from the guest (`ringbuf_read`, names of USB devices).
 */
export function toTerminal(text: string): string {
  return text
    .replace(/[\0-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f]/g, (character) => `\\x${hex(character)}`)
    .replace(/\r*\n/g, '\r\n');
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0');
}

function ignore(): void {
  // On purpose nothing.
}
