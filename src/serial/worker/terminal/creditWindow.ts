import { Gate } from '../../../concurrency/gate';
import { atMost } from '../../../concurrency/timeout';
import type { Clock } from './clock';

/** A question follows every `ASK_EVERY` characters of output, and this many questions may be open. */
export const ASK_EVERY = 65_536;
export const OPEN_QUESTIONS = 4;
/** A terminal that has not answered for this long, in milliseconds, gets its output at a timed rate … */
const ANSWER_LIMIT_MS = 1000;
/** … which is `ASK_EVERY` characters in this many milliseconds, until it answers again. */
const TIMED_MS = 25;
/** How much of the newest measurement goes into the terminal's speed. */
const SMOOTHING = 0.3;

/**
 * How much a terminal may be given before it has taken what it was given. VS Code has no flow control for
 * extension terminals, so the terminal itself is asked: a question that it answers once it has come to it.
 */
export class CreditWindow {
  private readonly room = new Gate('credit', true);
  private readonly open: { readonly size: number; readonly since: number }[] = [];
  private unasked = 0;
  private silent = false;
  private released = false;
  private lastAnswer = 0;
  private speed = Infinity;

  /**
   * @param limitMs How long an answer is waited for, and how long instead of it once there was none; in milliseconds.
   */
  constructor(
    private readonly clock: Clock,
    private readonly limitMs = { answer: ANSWER_LIMIT_MS, timed: TIMED_MS },
  ) {}

  /** Characters a second that the terminal takes at present; Infinity before anything was measured. */
  get charactersPerSecond(): number {
    return this.speed;
  }

  /** The terminal does not answer. */
  get timed(): boolean {
    return this.silent;
  }

  /** Takes note of output. True: a question is to follow it; take note of that by `asked()`. */
  written(characters: number): boolean {
    this.unasked += characters;
    return this.unasked >= ASK_EVERY;
  }

  asked(): void {
    this.open.push({ size: this.unasked, since: this.clock.now() });
    this.unasked = 0;
    if (this.open.length >= OPEN_QUESTIONS && !this.released) this.room.close();
  }

  answered(): void {
    this.silent = false;
    const question = this.open.shift();
    if (question) this.measure(question.size, question.since);
    this.room.open();
  }

  /**
   * Resolves when the terminal may be given more: at once, on an answer, or after a while without any.
   * @throws `signal.reason` when the signal aborts first.
   */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.room.isOpen) return;
    const ms = this.silent ? this.limitMs.timed : this.limitMs.answer;
    if (await atMost(ms, signal, (inner) => this.room.wait(inner))) return;
    this.silent = true;
    this.open.shift();
    this.room.open();
  }

  /** From now on nothing waits: the end of the output is short enough to be given at once. */
  release(): void {
    this.released = true;
    this.room.open();
  }

  private measure(size: number, since: number): void {
    const now = this.clock.now();
    const seconds = Math.max(now - Math.max(since, this.lastAnswer), 0.1) / 1000;
    this.lastAnswer = now;
    if (size < ASK_EVERY) return;
    const measured = size / seconds;
    this.speed = this.speed === Infinity ? measured : this.speed + SMOOTHING * (measured - this.speed);
  }
}
