import { Gate } from '../../../concurrency/gate';
import { STOP } from '../../../concurrency/loop';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { CREDIT_REQUEST, type TerminalOptions, type TerminalText } from '../../protocol';
import { CreditWindow } from './creditWindow';
import { FrameBudget } from './frameBudget';
import { Cursor } from '../spool/cursor';
import { Rendering } from './rendering';
import { skipNotice } from './skipNotice';
import type { Spool } from '../spool/spool';
import { Tail } from '../spool/tail';
import { characterStart } from '../utf8';

/** The most that one frame carries, in bytes: a message small enough to leave VS Code's event loop alone. */
const FRAME_BYTES = 32_768;
/** A terminal shows at least so many bytes between two skips, or it would show nothing but their notices. */
const BYTES_BETWEEN_SKIPS = 262_144;
const BYTES_BETWEEN_SKIPS_IN_FLOOD = 65_536;
/** Where the terminal goes on after a skip: so many bytes before the end. */
const KEPT_BY_SKIP = 65_536;
/** A terminal may lag by what it takes in this time, in seconds, within limits in bytes. */
const LAG_SECONDS = 0.25;
const LEAST_LAG = 524_288;
const MOST_LAG = 8 << 20;
/** In a flood that lasts it may lag by so many bytes: the newest are shown within half a second. */
const FLOOD_LAG = 131_072;
/** At the end of the stream it is given this much more at most, in bytes. */
const LAST_BYTES = 1 << 20;

export interface FeedOutput {
  write(text: TerminalText): void;
  /** Output that was paused goes on, because the machine has ended. */
  resumed(): void;
}

/**
 * One terminal's view of a spool: bytes become text, filtered and cut into frames, no faster than the terminal
 * takes them. What it cannot keep up with is skipped, visibly; never the newest.
 */
export class TerminalFeed {
  /** Closed while output is paused: the cursor stands, nothing else does. */
  private readonly flowing = new Gate('output flows', true);
  readonly credit = new CreditWindow();
  /** Resolves when the terminal has been given everything, or was closed. */
  readonly done: Promise<void>;
  private readonly cursor: Cursor;
  private readonly rendering: Rendering;
  private readonly shown = new Tail();
  private readonly budget = new FrameBudget();
  private skipped_ = 0;
  /** How much of what is missing the terminal has been told about. */
  private announced = 0;
  private sinceSkip = BYTES_BETWEEN_SKIPS;
  /** Where the stream ended when nothing came for a while. */
  private calmAt = -1;

  constructor(
    group: TaskGroup,
    name: string,
    private readonly spool: Spool,
    options: TerminalOptions,
    private readonly output: FeedOutput,
    private readonly capture: string | undefined,
  ) {
    this.cursor = new Cursor(spool, options.from ?? 0, FRAME_BYTES);
    this.rendering = new Rendering(options);
    this.done = group.loop(name, (context) => this.turn(context), this.flowing);
    const finish = (): void => this.shown.finish();
    this.done.then(finish, finish);
  }

  /** Bytes that this terminal was not given. */
  get skipped(): number {
    return this.skipped_ + this.cursor.lost;
  }

  pause(paused: boolean): void {
    if (paused && !this.spool.tail.ended) this.flowing.close();
    else this.flowing.open();
  }

  /** No byte will follow: gives the terminal the end at once, paused or not. */
  finish(): void {
    this.credit.release();
    if (this.cursor.lag > LAST_BYTES) this.skipTo(this.spool.tail.end - LAST_BYTES);
    if (this.flowing.isOpen) return;
    this.flowing.open();
    this.output.resumed();
  }

  /** Resolves when the terminal has taken all that the spool holds now; at once where output is paused. */
  async settled(signal: AbortSignal): Promise<void> {
    if (!this.flowing.isOpen) return;
    await this.shown.past(this.spool.tail.end - 1, signal);
    if (this.credit.owesQuestion) this.write('', true);
    await this.credit.settled(signal);
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const { signal } = context;
    await context.waitFor('credit from the terminal', this.credit.wait(signal));
    const flood = this.isFlood;
    if (flood) await context.waitFor('its share of the main thread', this.share(signal));
    this.skipWhereLagging(flood);
    const bytes = await context.waitFor('bytes', this.cursor.next(signal));
    // Paused while waiting: the bytes are held, not shown.
    if (!this.flowing.isOpen) await context.waitFor('output to be resumed', this.flowing.wait(signal));
    if (!bytes) {
      this.write(this.rendering.end(), false);
      return STOP;
    }
    this.sinceSkip += bytes.length;
    this.budget.take(bytes.length);
    this.write(this.render(bytes), false);
    this.shown.advance(this.cursor.position);
    return undefined;
  }

  /** More has come than a terminal is given, and comes still: the end of a flood is short enough to be given at once. */
  private get isFlood(): boolean {
    const { tail } = this.spool;
    return this.budget.debtMs > 0 && !tail.ended && tail.end !== this.calmAt;
  }

  private async share(signal: AbortSignal): Promise<void> {
    const { tail } = this.spool;
    const before = tail.end;
    await this.budget.wait(signal);
    if (tail.end === before) this.calmAt = before;
  }

  private render(bytes: Buffer): string {
    if (this.skipped === this.announced) return this.rendering.push(bytes);
    const start = lineStart(bytes);
    this.skipped_ += start;
    const notice = skipNotice(this.skipped - this.announced, this.capture);
    this.announced = this.skipped;
    this.rendering.reset();
    return notice + this.rendering.push(bytes.subarray(start));
  }

  private skipWhereLagging(flood: boolean): void {
    if (this.sinceSkip < (flood ? BYTES_BETWEEN_SKIPS_IN_FLOOD : BYTES_BETWEEN_SKIPS)) return;
    const tolerable = this.credit.charactersPerSecond * LAG_SECONDS;
    if (this.cursor.lag <= (flood ? FLOOD_LAG : Math.min(Math.max(tolerable, LEAST_LAG), MOST_LAG))) return;
    this.skipTo(this.spool.tail.end - KEPT_BY_SKIP);
  }

  private skipTo(position: number): void {
    this.skipped_ += position - this.cursor.position;
    this.cursor.moveTo(position);
    this.sinceSkip = 0;
  }

  private write(text: string, ask: boolean): void {
    const asks = this.credit.written(text.length) || ask;
    if (asks) this.credit.asked();
    if (text === '' && !asks) return;
    const guestAsks = this.rendering.takeGuestAsks();
    this.output.write({ text: asks ? text + CREDIT_REQUEST : text, guestAsks, asks });
  }
}

/** Where a line begins, if one does; else where a character does. */
function lineStart(bytes: Buffer): number {
  const end = bytes.indexOf(0x0a);
  return end === -1 || end === bytes.length - 1 ? characterStart(bytes, 0) : end + 1;
}
