import type * as vscode from 'vscode';
import { Emitter, type Disposable } from '../../concurrency/event';
import type { ScreenSize, TerminalStream } from '../../serial/client';
import { LEGIBLE, terminalReset } from '../../serial/terminalReset';
import type { KeyPrefix } from './keyPrefix';
import { TypingPause } from './typingPause';

/** Who stands behind a terminal and is told what happens to it. */
export interface PtyOwner {
  /** The editor listens now; what was written before would be lost, so nothing is. */
  opened(): void;
  /** The person, or the editor, closed it. Not called after `finish()`. */
  closed(): void;
  /**
   * Typed while no port is attached: before the start, or after the end.
   * @param typing Whether the person was in the middle of typing.
   */
  typed?(data: string, typing: boolean): void;
  /** An empty input came through the editor's terminal: see `TerminalSearch`. */
  searched?(): void;
}

/** Escape sequences print nothing, and often end what is written. */
const ESCAPES = /\x1b(\[[\d;:<-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[ -/]*[0-~])|\x0f/g;
/** A guest may have left the cursor among its text. */
const CLEAR_LINE = '\x1b[K';
/** Sequences after which a terminal may not show text plainly. */
const CHANGES = /[\x1b\x0e]/;
/** How much of the end of a text is looked at for its line end, in characters. */
const LOOK_BACK = 200;

/**
 * The longest that a single key sends. VS Code (TerminalDataBufferer, since 1.39) holds what a terminal writes for 5 ms,
 * counted from the first write on. Nothing is written at the key itself, so that the echo, which comes a millisecond
 * later, need not wait for all of that.
 */
const KEY_CHARACTERS = 8;

/**
 * A terminal in the editor: a thin layer over one {@link TerminalStream}, plus lines of our own. Every terminal has
 * its own emitters; if shared, what is typed in one would show in all.
 */
export class SerialPty implements vscode.Pseudoterminal {
  private readonly written = new Emitter<string>();
  private readonly ended = new Emitter<number>();
  private stream: TerminalStream | undefined;
  private subscription: Disposable | undefined;
  private keys: Pick<KeyPrefix, 'take'> | undefined;
  private atLineStart = true;
  private over = false;
  private plain = true;
  private size: ScreenSize | undefined;
  private lastOutput = -Infinity;
  /** Whether the person is typing into it. */
  readonly typing = new TypingPause();

  private readonly passed = new Emitter<void>();
  /** Fires when something was typed for the guest. */
  readonly onDidPass = this.passed.event;

  readonly onDidWrite: vscode.Event<string> = this.written.event;
  readonly onDidClose: vscode.Event<number> = this.ended.event;

  constructor(private readonly owner: PtyOwner) {}

  open(dimensions?: vscode.TerminalDimensions): void {
    if (dimensions) this.setDimensions(dimensions);
    this.owner.opened();
  }

  setDimensions({ rows, columns }: vscode.TerminalDimensions): void {
    this.size = { rows, columns };
    this.stream?.resize(this.size);
  }

  /** Called by the editor; must not be confused with the port's end. */
  close(): void {
    if (this.over) return;
    this.over = true;
    this.detach();
    this.owner.closed();
  }

  handleInput(data: string): void {
    if (data === '') {
      this.owner.searched?.();
      return;
    }
    const typing = this.typing.remaining > 0;
    this.typing.typed();
    if (!this.stream) {
      this.owner.typed?.(data, typing);
      return;
    }
    if (this.keys?.take(data)) return;
    this.stream.handleInput(data);
    this.passed.fire();
    if (data.length <= KEY_CHARACTERS) this.written.fire('');
  }

  get attached(): TerminalStream | undefined {
    return this.stream;
  }

  get isOver(): boolean {
    return this.over;
  }

  /** Shows a port. Input goes to it from now on, but for what `keys` takes. */
  attach(stream: TerminalStream, keys?: Pick<KeyPrefix, 'take'>): void {
    if (this.over) {
      stream.close();
      return;
    }
    this.stream = stream;
    this.keys = keys;
    if (this.size) stream.resize(this.size);
    this.subscription = stream.onData((text) => {
      this.lastOutput = performance.now();
      this.write(text);
    });
  }

  /** How long the port has shown nothing, in milliseconds. */
  get silence(): number {
    return performance.now() - this.lastOutput;
  }

  /** Ends what the port shows and takes; the text stays. */
  detach(): void {
    this.subscription?.dispose();
    this.stream?.close();
    this.subscription = undefined;
    this.stream = undefined;
  }

  /** A line of ours, on a line of its own wherever the guest left the cursor. Lines end with `\n`. */
  notice(text: string): void {
    const start = this.atLineStart ? '' : '\r\n';
    const lines = text.split('\n');
    if (this.plain) this.write(`${start}${lines.join('\r\n')}\r\n`);
    else this.write(`${LEGIBLE}${start}${lines.map((line) => `${CLEAR_LINE}${line}\r\n`).join('')}`);
  }

  /** The last notice: also puts the terminal back into the state in which it was made. The text stays. */
  epilogue(text: string): void {
    if (!this.plain) this.written.fire(terminalReset({ columns: this.size?.columns, colors: true }));
    this.notice(text);
  }

  /** Tells the editor that it is over, as a process that exits does. A task's terminal stays, others vanish. */
  finish(code: number): void {
    if (this.over) return;
    this.over = true;
    this.detach();
    this.ended.fire(code);
  }

  private write(text: string): void {
    if (this.over || text === '') return;
    this.written.fire(text);
    this.plain &&= !CHANGES.test(text);
    const printed = text.slice(-LOOK_BACK).replace(ESCAPES, '');
    if (printed !== '') this.atLineStart = printed.endsWith('\n');
  }
}
