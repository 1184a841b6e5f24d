import { Gate } from '../../../concurrency/gate';
import { atMost } from '../../../concurrency/timeout';

/** A question follows each so many characters of output, and so many questions may be open. */
export const ASK_EVERY = 65_536;
export const OPEN_QUESTIONS = 4;
/** A terminal that has not answered for so long, in milliseconds, gets its output at a timed rate … */
const ANSWER_LIMIT_MS = 1000;
/** … which is `ASK_EVERY` characters each so many milliseconds, until it answers again. */
const TIMED_MS = 25;
/** How much of the newest measurement goes into the terminal's speed. */
const SMOOTHING = 0.3;

/**
 * How much a terminal may be given before it has taken what it was given. VS Code has no flow control for
 * extension terminals, so the terminal itself is asked: a question that it answers once it has come to it.
 */
export class CreditWindow {
  private readonly room = new Gate('credit', true);
  private readonly answer = new Gate('answer');
  private readonly open: { readonly size: number; readonly since: number }[] = [];
  private unasked = 0;
  private timed_ = false;
  private released = false;
  private lastAnswer = 0;
  private speed = Infinity;

  /** Characters a second that the terminal has taken of late; Infinity before anything was measured. */
  get charactersPerSecond(): number {
    return this.speed;
  }

  /** The terminal does not answer. */
  get timed(): boolean {
    return this.timed_;
  }

  /** Takes note of output. True: a question is to follow it; take note of that by `asked()`. */
  written(characters: number): boolean {
    this.unasked += characters;
    return this.unasked >= ASK_EVERY;
  }

  asked(): void {
    this.open.push({ size: this.unasked, since: performance.now() });
    this.unasked = 0;
    if (this.open.length >= OPEN_QUESTIONS && !this.released) this.room.close();
  }

  answered(): void {
    this.timed_ = false;
    const question = this.open.shift();
    if (question) this.measure(question.size, question.since);
    this.room.open();
    this.answer.open();
  }

  /**
   * Resolves when the terminal may be given more: at once, on an answer, or after a while without any.
   * @throws `signal.reason` when the signal aborts first.
   */
  async wait(signal: AbortSignal): Promise<void> {
    if (!this.room.isOpen) await this.answerOrLimit(this.room, signal);
    this.room.open();
  }

  /** Whether something was written that the terminal has not been asked about. */
  get owesQuestion(): boolean {
    return this.unasked > 0;
  }

  /** Resolves when all questions have been answered, or given up as after the limit. */
  async settled(signal: AbortSignal): Promise<void> {
    while (this.open.length > 0) {
      this.answer.close();
      await this.answerOrLimit(this.answer, signal);
    }
  }

  /** From now on nothing waits: the end of the output is short enough to be given at once. */
  release(): void {
    this.released = true;
    this.room.open();
  }

  private async answerOrLimit(gate: Gate, signal: AbortSignal): Promise<void> {
    const limitMs = this.timed_ ? TIMED_MS : ANSWER_LIMIT_MS;
    if (await atMost(limitMs, signal, (inner) => gate.wait(inner))) return;
    this.timed_ = true;
    this.open.shift();
  }

  private measure(size: number, since: number): void {
    const now = performance.now();
    const seconds = Math.max(now - Math.max(since, this.lastAnswer), 0.1) / 1000;
    this.lastAnswer = now;
    if (size < ASK_EVERY) return;
    const measured = size / seconds;
    this.speed = this.speed === Infinity ? measured : this.speed + SMOOTHING * (measured - this.speed);
  }
}
