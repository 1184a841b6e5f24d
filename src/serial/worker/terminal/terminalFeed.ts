import { Gate } from '../../../concurrency/gate';
import { STOP } from '../../../concurrency/loop';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { CREDIT_REQUEST, type TerminalOptions, type TerminalText } from '../../protocol';
import { Cursor } from '../spool/cursor';
import type { Spool } from '../spool/spool';
import type { Encoding } from '../encoding/encoding';
import { UTF8 } from '../encoding/utf8Encoding';
import type { ArrivalTimes } from '../arrivals/arrivalTimes';
import type { Answerer, Answering } from './answering';
import { CLOCK, type Clock } from './clock';
import { CreditWindow } from './creditWindow';
import type { FilteredText } from '../filter/escapeFilter';
import { Flood } from './flood';
import type { StreamOffsets } from './streamOffsets';
import { Rendering } from './rendering';
import type { ScreenSize } from '../../protocol';
import { ScrollMarks } from './scrollMarks';
import { skipNotice } from './skipNotice';
import { TerminalEffort, WORK_PER_FRAME } from './terminalEffort';

/** The most that one frame carries, in bytes: a message small enough to leave VS Code's event loop alone. */
const FRAME_BYTES = 32_768;
/** Where the terminal goes on after a skip, in bytes before the end. */
const KEPT_BY_SKIP = 65_536;
/** The same if its work was too much: a part of what there is, within these limits in bytes. */
const MOST_KEPT_BY_SPARING = 2048;
const LEAST_KEPT_BY_SPARING = 256;
/** At the end of the stream it is given this much more at most, in bytes. */
const LAST_BYTES = 1 << 20;

/** What a terminal's feed shares with those of the port's other terminals. */
export interface PortParts {
  readonly spool: Spool;
  readonly answering: Answering;
  readonly resets: StreamOffsets;
  /** Where lines have marks on the scroll bar. */
  readonly marks: StreamOffsets;
  /** When bytes came. */
  readonly times?: ArrivalTimes;
  /** How the port's text is bytes; UTF-8 if it is not told. */
  readonly encoding?: Encoding;
  /** A file that has every byte, for those who miss some here. */
  readonly capture: string | undefined;
}

/**
 * One terminal's view of a spool: bytes become text, filtered and cut into frames, no faster than the terminal
 * takes them. What it cannot keep up with is skipped, visibly; never the newest.
 */
export class TerminalFeed implements Answerer {
  /** Closed while output is paused: the cursor stands, nothing else does. */
  private readonly flowing = new Gate('output flows', true);
  readonly credit: CreditWindow;
  /** Resolves when the terminal has been given everything, or was closed. */
  readonly done: Promise<void>;
  private readonly cursor: Cursor;
  private readonly rendering: Rendering;
  private readonly encoding: Encoding;
  private readonly flood: Flood;
  private readonly effort: TerminalEffort;
  private readonly marks: ScrollMarks;
  private skippedHere = 0;
  /** How much of what is missing the terminal has been told about. */
  private announced = 0;

  constructor(
    group: TaskGroup,
    name: string,
    private readonly port: PortParts,
    options: TerminalOptions,
    private readonly output: (text: TerminalText) => void,
    clock: Clock = CLOCK,
    /** Where output is paused, as soon as it has been shown up to there. */
    private holdAt = Infinity,
  ) {
    this.cursor = new Cursor(port.spool, options.from ?? 0, FRAME_BYTES);
    this.encoding = port.encoding ?? UTF8;
    this.rendering = new Rendering(options, port.times, this.encoding);
    this.credit = new CreditWindow(clock);
    this.flood = new Flood(port.spool.tail, clock);
    this.effort = new TerminalEffort(clock);
    this.marks = new ScrollMarks(port.spool, this.encoding);
    if (holdAt <= this.cursor.position) this.flowing.close();
    this.done = group.loop(name, (context) => this.turn(context), this.flowing);
    port.answering.join(this);
    const leave = (): void => port.answering.leave(this);
    this.done.then(leave, leave);
  }

  /** Bytes that this terminal was not given. */
  get skipped(): number {
    return this.skippedHere + this.cursor.lost;
  }

  get position(): number {
    return this.cursor.position - this.rendering.pendingBytes;
  }

  get isFlowing(): boolean {
    return this.flowing.isOpen;
  }

  get size(): ScreenSize {
    return this.rendering.size;
  }

  pause(paused: boolean): void {
    this.holdAt = Infinity;
    if (paused && !this.port.spool.tail.ended) this.flowing.close();
    else this.flowing.open();
    this.port.answering.elect();
  }

  resize(size: ScreenSize): void {
    this.rendering.resize(size);
  }

  /** A line has got a mark that this terminal may have shown already. */
  markShown(offset: number): void {
    const { position } = this;
    if (offset < this.cursor.position)
      this.writeOurs(this.marks.above(offset, position, this.rendering.marked));
  }

  /** What puts the terminal back, for another feed to begin in it. */
  putBack(): string {
    return this.rendering.putBack();
  }

  /** No byte will follow: gives the terminal the end at once, paused or not. */
  finish(): void {
    this.holdAt = Infinity;
    this.credit.release();
    if (this.cursor.lag > LAST_BYTES) this.skipTo(this.port.spool.tail.end - LAST_BYTES);
    this.flowing.open();
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const { signal } = context;
    await context.waitFor('credit from the terminal', this.credit.wait(signal));
    if (this.effort.isExhausted(this.port.spool.tail.ended)) this.spare();
    await this.ration(context);
    if (!this.rendering.pending && !(await this.read(context))) {
      this.write(this.rendering.end());
      return STOP;
    }
    const part = this.rendering.take(WORK_PER_FRAME);
    this.write(part, part.from);
    if (this.position >= this.holdAt && !this.rendering.pending) this.pause(true);
    if (this.cursor.lag === 0 && !this.rendering.pending) this.effort.spared();
    return undefined;
  }

  /** Waits for the terminal's share of the editor if more comes than it is given in the long run, or skips. */
  private async ration(context: TaskContext): Promise<void> {
    const { signal } = context;
    const { tail } = this.port.spool;
    const flood = this.flood.isOn;
    if (flood) await context.waitFor('its share of the main thread', this.flood.share(signal));
    if (this.effort.isBehind && !tail.ended)
      await context.waitFor('the terminal to catch up', this.effort.wait(signal));
    if (this.flood.skips(flood, this.cursor.lag, this.credit.charactersPerSecond))
      this.skipTo(tail.end - KEPT_BY_SKIP);
  }

  /** Skips what costs the terminal too much, more of the rest each time, so that it comes to an end. */
  private spare(): void {
    const { end } = this.port.spool.tail;
    const backlog = end - this.position;
    const kept = Math.max(Math.min(MOST_KEPT_BY_SPARING, backlog >> 2), LEAST_KEPT_BY_SPARING);
    if (backlog > kept) this.skipTo(end - kept);
    this.effort.spared();
  }

  /** Reads the next bytes into the rendering. False: there are none, and none will come. */
  private async read(context: TaskContext): Promise<boolean> {
    const { signal } = context;
    const bytes = await context.waitFor('bytes', this.cursor.next(signal));
    // Paused while waiting: the bytes are held, not shown.
    if (!this.flowing.isOpen) await context.waitFor('output to be resumed', this.flowing.wait(signal));
    if (!bytes) return false;
    const from = this.cursor.position - bytes.length;
    const start = this.skipped === this.announced ? 0 : this.tellSkipped(bytes);
    if (this.port.resets.isAt(from)) this.writeOurs(this.rendering.putBack());
    if (this.port.marks.isAt(from)) this.writeOurs(this.marks.here(from));
    const silentTo = this.port.answering.silentTo(this);
    const answers = from + start >= silentTo;
    const { resets, marks } = this.port;
    const silence = answers ? Infinity : silentTo;
    const next = Math.min(resets.after(from), marks.after(from), silence, this.holdAt);
    const end = Math.min(this.cursor.position, next);
    const to = Math.max(end, from + start);
    this.cursor.moveTo(to);
    this.flood.took(to - from);
    this.rendering.push(bytes.subarray(start, to - from), answers, from + start);
    return true;
  }

  /** Tells what is missing. @returns where in the bytes the terminal goes on. */
  private tellSkipped(bytes: Buffer): number {
    const start = lineStart(bytes, this.encoding);
    this.skippedHere += start;
    const notice = skipNotice(this.skipped - this.announced, this.port.capture);
    this.announced = this.skipped;
    this.writeOurs(this.rendering.putBack() + notice);
    return start;
  }

  private skipTo(position: number): void {
    this.skippedHere += position - this.position;
    this.rendering.drop();
    this.cursor.moveTo(position);
    this.flood.skipped();
  }

  private writeOurs(text: string): void {
    this.write({ text, work: text.length, guestAsks: 0 });
  }

  private write({ text, work, guestAsks }: FilteredText, bytes = text.length): void {
    const asks = this.credit.written(this.effort.take(bytes, text.length, work));
    if (asks) this.credit.asked();
    if (text === '' && !asks) return;
    this.output({ text: asks ? text + CREDIT_REQUEST : text, guestAsks, asks });
  }
}

/** Where a line begins, if one does; else where a character does. */
function lineStart(bytes: Buffer, encoding: Encoding): number {
  const end = bytes.indexOf(0x0a);
  return end === -1 || end === bytes.length - 1 ? encoding.characterStart(bytes, 0) : end + 1;
}
