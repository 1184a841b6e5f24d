import type * as vscode from 'vscode';
import { Emitter, type Disposable } from '../../concurrency/event';
import type { TerminalStream } from '../../serial/client';

/** Who stands behind a terminal and is told what happens to it. */
export interface PtyOwner {
  /** The editor listens now; what was written before is lost, so nothing is. */
  opened(): void;
  /** The person, or the editor, closed it. Not called after `finish()`. */
  closed(): void;
  /** Typed while no port is attached: before the start, or after the end. */
  typed?(data: string): void;
}

/** What a guest may have switched on and nobody will switch off: colours, hidden cursor, mouse, bracketed paste. */
const CALM_DOWN = '\x1b[0m\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l';

/** Colours and questions to the terminal print nothing, and often end what is written. */
const ESCAPES = /\x1b\[[\d;?]*[ -/]*[@-~]/g;
/** How much of the end of a text is looked at for its line end, in characters. */
const LOOK_BACK = 200;

/**
 * The longest that a single key sends. VS Code (TerminalDataBufferer, since 1.39) holds what a terminal writes for 5 ms,
 * counted from the first write on. Nothing is written at the key itself, so that the echo, which comes a millisecond
 * later, need not wait for all of that.
 */
const KEY_CHARACTERS = 8;

/**
 * A terminal in the editor: a thin skin over one {@link TerminalStream}, plus lines of our own. Every terminal has
 * its own emitters; sharing them would show in all what is typed in one.
 */
export class SerialPty implements vscode.Pseudoterminal {
  private readonly written = new Emitter<string>();
  private readonly ended = new Emitter<number>();
  private stream: TerminalStream | undefined;
  private link: Disposable | undefined;
  private atLineStart = true;
  private over = false;

  readonly onDidWrite: vscode.Event<string> = this.written.event;
  readonly onDidClose: vscode.Event<number> = this.ended.event;

  constructor(private readonly owner: PtyOwner) {}

  open(): void {
    this.owner.opened();
  }

  /** Called by the editor; must not be confused with the port's end. */
  close(): void {
    if (this.over) return;
    this.over = true;
    this.detach();
    this.owner.closed();
  }

  handleInput(data: string): void {
    if (!this.stream) {
      this.owner.typed?.(data);
      return;
    }
    this.stream.handleInput(data);
    if (data.length <= KEY_CHARACTERS) this.written.fire('');
  }

  get attached(): TerminalStream | undefined {
    return this.stream;
  }

  get isOver(): boolean {
    return this.over;
  }

  /** Shows a port. Input goes to it from now on. */
  attach(stream: TerminalStream): void {
    if (this.over) {
      stream.close();
      return;
    }
    this.stream = stream;
    this.link = stream.onData((text) => this.write(text));
  }

  /** Ends what the port shows and takes; the text stays. */
  detach(): void {
    this.link?.dispose();
    this.stream?.close();
    this.link = undefined;
    this.stream = undefined;
  }

  /** A line of ours, on a line of its own wherever the guest left the cursor. Lines end with `\n`. */
  notice(text: string): void {
    const start = this.atLineStart ? '' : '\r\n';
    this.write(`${start}${text.replaceAll('\n', '\r\n')}\r\n`);
  }

  /** The last notice: also puts the terminal back into a state that people can work in. */
  epilogue(text: string): void {
    this.written.fire(CALM_DOWN);
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
    const printed = text.slice(-LOOK_BACK).replace(ESCAPES, '');
    if (printed !== '') this.atLineStart = printed.endsWith('\n');
  }
}
