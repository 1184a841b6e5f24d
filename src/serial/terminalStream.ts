import { isCancelled } from '../concurrency/abort';
import { Emitter, type Event } from '../concurrency/event';
import { Gate } from '../concurrency/gate';
import { STOP } from '../concurrency/loop';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { TaskContext } from '../concurrency/taskTree';
import { delay } from '../concurrency/timeout';
import { CreditReplies } from './creditReplies';
import type { TerminalStream } from './faces';
import { localEcho } from './localEcho';
import type { TerminalOptions, TerminalText, ToSerialWorker } from './protocol';

/** The way from a terminal to its port in the worker. */
export interface TerminalLink {
  readonly stream: number;
  readonly port: number;
  post(message: ToSerialWorker): void;
  send(data: string, signal: AbortSignal): Promise<void>;
  drained(signal: AbortSignal): Promise<void>;
  closed(): void;
}

const NEWLINES = { cr: '\r', lf: '\n', crlf: '\r\n' } as const;

/** Input that may wait here, in characters: handleInput cannot be made to wait, a paste comes in one piece. */
const INPUT_LIMIT = 8 << 20;
/** How long the beginning of what may be an answer is held back, in milliseconds. */
const HOLD_MS = 10;
const INPUT_REFUSED =
  '\x07\r\n\x1b[2m… input refused: the guest does not read what was sent before …\x1b[0m\r\n';

/** The main thread's end of a terminal. Text passes through as it comes from the worker, framed and filtered. */
export class WorkerTerminal implements TerminalStream {
  readonly onData: Event<string>;
  readonly onDidChangePaused: Event<boolean>;
  private readonly data = new Emitter<string>();
  private readonly paused = new Emitter<boolean>();
  private readonly replies = new CreditReplies();
  private readonly typed = new Gate('something typed');
  private pending: string[] = [];
  private pendingLength = 0;
  private refusing = false;
  private paused_ = false;
  private opened = false;
  private closed = false;

  constructor(
    private readonly group: TaskGroup,
    name: string,
    private readonly link: TerminalLink,
    private readonly options: TerminalOptions,
  ) {
    this.onDidChangePaused = this.paused.event;
    this.onData = (listener) => {
      const subscription = this.data.event(listener);
      this.open();
      return subscription;
    };
    group.watch('queue', `input ${name}`, () => `${this.pendingLength} of ${INPUT_LIMIT} characters`);
    void group.loop(`input ${name}`, (context) => this.sendTyped(context));
  }

  get outputPaused(): boolean {
    return this.paused_;
  }

  handleInput(data: string): void {
    if (this.closed) return;
    const { input, credits } = this.replies.push(data);
    for (let credit = 0; credit < credits; credit++)
      this.link.post({ type: 'credit', stream: this.link.stream });
    this.accept(input);
    if (this.replies.holding) this.releaseSoon();
  }

  pauseOutput(): void {
    this.setPaused(true);
  }

  resumeOutput(): void {
    this.setPaused(false);
  }

  async drained(signal: AbortSignal): Promise<void> {
    if (this.opened && !this.closed) await this.link.drained(signal);
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.opened) this.link.post({ type: 'closeTerminal', stream: this.link.stream });
    this.link.closed();
    this.data.dispose();
    this.paused.dispose();
    // Its only task ends with its signal; nothing can be left to complain about.
    void this.group.close();
  }

  /** A frame from the worker. */
  show({ text, guestAsks, asks }: TerminalText): void {
    for (let ask = 0; ask < guestAsks; ask++) this.replies.asked('guest');
    if (asks) this.replies.asked('ours');
    this.data.fire(text);
  }

  /** The worker has resumed the output, because the machine has ended. */
  resumed(): void {
    if (!this.paused_) return;
    this.paused_ = false;
    this.paused.fire(false);
  }

  private open(): void {
    if (this.opened || this.closed) return;
    this.opened = true;
    const { stream, port } = this.link;
    this.link.post({ type: 'openTerminal', port, stream, options: this.options });
    if (this.paused_) this.link.post({ type: 'pause', stream, paused: true });
  }

  private setPaused(paused: boolean): void {
    if (this.paused_ === paused || this.closed) return;
    this.paused_ = paused;
    if (this.opened) this.link.post({ type: 'pause', stream: this.link.stream, paused });
    this.paused.fire(paused);
  }

  private accept(input: string): void {
    if (input === '') return;
    if (this.pendingLength + input.length > INPUT_LIMIT) {
      if (!this.refusing) this.data.fire(INPUT_REFUSED);
      this.refusing = true;
      return;
    }
    this.refusing = false;
    if (this.options.localEcho) this.data.fire(localEcho(input));
    const mapped = input.replace(/\r\n?/g, NEWLINES[this.options.newline]);
    this.pending.push(mapped);
    this.pendingLength += mapped.length;
    this.typed.open();
  }

  /** One request at a time, each with all that was typed meanwhile: in order, whoever else sends. */
  private async sendTyped(context: TaskContext): Promise<typeof STOP | undefined> {
    const { signal } = context;
    await context.waitFor('something typed', this.typed.wait(signal));
    this.typed.close();
    const data = this.pending.join('');
    this.pending = [];
    try {
      await context.waitFor('the port to take it', this.link.send(data, signal));
    } catch (error) {
      if (isCancelled(error)) throw error;
      // The machine has ended, and its terminal says so; what is typed after it goes nowhere.
      return STOP;
    } finally {
      this.pendingLength -= data.length;
    }
    return undefined;
  }

  private releaseSoon(): void {
    void this.group.run('a key that may be an answer', async ({ signal }) => {
      await delay(HOLD_MS, signal);
      this.accept(this.replies.flush());
    });
  }
}
