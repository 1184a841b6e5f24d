import * as l10n from '@vscode/l10n';
import { Emitter, type Event } from '../concurrency/event';
import type { TaskGroup } from '../concurrency/taskGroup';
import { delay } from '../concurrency/timeout';
import { CreditReplies } from './creditReplies';
import { localEcho } from './localEcho';
import type { TerminalStream } from './port';
import type { ScreenSize, TerminalOptions, TerminalText, TimestampKind, ToSerialWorker } from './protocol';
import { LEGIBLE } from './terminalReset';

/** The way from a terminal to its port in the worker. */
export interface WorkerSide {
  readonly stream: number;
  readonly port: number;
  post(message: ToSerialWorker): void;
  closed(): void;
}

const NEWLINES = { cr: '\r', lf: '\n', crlf: '\r\n' } as const;

/** With more than this on its way, in characters, what else is typed waits here: the worker's queue is for all. */
const ON_ITS_WAY = 65_536;
/** Input that may wait or be on its way, in characters: handleInput cannot be made to wait, a paste comes in one piece. */
const INPUT_LIMIT = 8 << 20;
/** How long the beginning of what may be an answer is held back, in milliseconds. */
const HOLD_MS = 10;

/** The main thread's end of a terminal. Text passes through as it comes from the worker, framed and filtered. */
export class WorkerTerminal implements TerminalStream {
  readonly onData: Event<string>;
  private readonly data = new Emitter<string>();
  private readonly replies = new CreditReplies();
  private waiting = '';
  private onItsWay = 0;
  private refusing = false;
  private paused = false;
  private opened = false;
  private closed = false;
  private size: ScreenSize | undefined;
  timestamps: TimestampKind | undefined;

  constructor(
    private readonly group: TaskGroup,
    name: string,
    private readonly worker: WorkerSide,
    private readonly options: TerminalOptions,
  ) {
    this.timestamps = options.timestamps;
    this.onData = (listener) => {
      const subscription = this.data.event(listener);
      this.open();
      return subscription;
    };
    group.watch('queue', `input ${name}`, () => `${this.unwritten} of ${INPUT_LIMIT} characters`);
  }

  handleInput(data: string): void {
    if (this.closed) return;
    const { input, credits } = this.replies.push(data);
    for (let credit = 0; credit < credits; credit++)
      this.worker.post({ type: 'credit', stream: this.worker.stream });
    this.accept(input);
    if (this.replies.holding) this.releaseSoon();
  }

  get isPaused(): boolean {
    return this.paused;
  }

  pauseOutput(): void {
    this.setPaused(true);
  }

  resumeOutput(): void {
    this.setPaused(false);
  }

  resize(size: ScreenSize): void {
    this.size = size;
    if (this.opened && !this.closed) this.worker.post({ type: 'resize', stream: this.worker.stream, size });
  }

  showTimestamps(kind: TimestampKind | undefined): void {
    this.timestamps = kind;
    if (this.opened && !this.closed)
      this.worker.post({ type: 'timestamps', stream: this.worker.stream, kind });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.opened) this.worker.post({ type: 'closeTerminal', stream: this.worker.stream });
    this.worker.closed();
    this.data.dispose();
    // Its only task ends with its signal; nothing can be left to complain about.
    void this.group.close();
  }

  /** A frame from the worker. */
  show({ text, guestAsks, asks }: TerminalText): void {
    for (let ask = 0; ask < guestAsks; ask++) this.replies.asked('guest');
    if (asks) this.replies.asked('ours');
    this.data.fire(text);
  }

  /** This much of the input has been written to QEMU, in characters. */
  written(characters: number): void {
    this.onItsWay -= characters;
    this.sendTyped();
  }

  /** Some input was not sent, and why, in words. */
  refused(why: string): void {
    if (this.closed) return;
    this.data.fire(`\x07${LEGIBLE}\r\n\x1b[2m${l10n.t('… input refused: {0} …', why)}\x1b[0m\r\n`);
  }

  private open(): void {
    if (this.opened || this.closed) return;
    this.opened = true;
    const { stream, port } = this.worker;
    const options = {
      ...this.options,
      ...(this.size && { size: this.size }),
      ...(this.timestamps && { timestamps: this.timestamps }),
    };
    this.worker.post({ type: 'openTerminal', port, stream, options });
    if (this.paused) this.worker.post({ type: 'pause', stream, paused: true });
  }

  private setPaused(paused: boolean): void {
    if (this.closed) return;
    this.paused = paused;
    if (this.opened) this.worker.post({ type: 'pause', stream: this.worker.stream, paused });
  }

  private accept(input: string): void {
    if (input === '') return;
    if (this.unwritten + input.length > INPUT_LIMIT) {
      if (!this.refusing) this.refused(l10n.t('the guest has not read what was sent before'));
      this.refusing = true;
      return;
    }
    this.refusing = false;
    if (this.options.localEcho) this.data.fire(localEcho(input));
    this.waiting += input.replace(/\r\n?/g, NEWLINES[this.options.newline]);
    this.sendTyped();
  }

  private get unwritten(): number {
    return this.waiting.length + this.onItsWay;
  }

  /** A key goes at once. What is typed behind a paste that the guest is slow to read follows in one piece. */
  private sendTyped(): void {
    if (this.waiting === '' || this.onItsWay > ON_ITS_WAY) return;
    const text = this.waiting;
    this.waiting = '';
    this.onItsWay += text.length;
    const { port, stream } = this.worker;
    this.worker.post({ type: 'typed', port, stream, text });
  }

  private releaseSoon(): void {
    void this.group.run('a key that may be an answer', async ({ signal }) => {
      await delay(HOLD_MS, signal);
      this.accept(this.replies.flush());
    });
  }
}
