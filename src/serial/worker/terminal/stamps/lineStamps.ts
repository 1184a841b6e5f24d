import type { ArrivalTimes } from '../../arrivals/arrivalTimes';
import type { TimestampKind } from '../../../protocol';
import type { Additions } from '../../filter/escapeFilter';
import type { ScreenModel } from '../../filter/screenModel';
import { LineStarts } from './lineStarts';
import { STAMP_COLUMNS, stampText } from './stampText';

/** Control sequences that go up, or may: what comes then is put among what stands there. */
const GOES_UP = /^[AFHfdLMST]$/;
/** Attributes that a guest has set since it last took all of them back are remembered up to here, in characters. */
const MOST_ATTRIBUTES = 256;
/** The first thing that it does is to take all of them back. */
const ALL_BACK = /^\x1b\[0*[;m]/;

/** A stamp, and what it tells. */
interface Made {
  readonly text: string;
  readonly time: number | undefined;
  readonly previous: number | undefined;
}

/**
 * Writes in front of each line when it began to come. Only the view has it: the bytes stay as they are. Where a program paints
 * the screen, no line is touched; where a guest goes back to the first column, it is the first behind the stamp.
 */
export class LineStamps implements Additions {
  private readonly lines = new LineStarts();
  /** The cursor is in the first column, and nothing is written in front of it. */
  private due = true;
  private attributes = '';
  /** Line feeds until the cursor is below everything again. */
  private above = 0;
  private line = -1;
  private time: number | undefined;
  private previous: number | undefined;
  private made: Made = { text: '', time: undefined, previous: undefined };

  constructor(
    private readonly kind: TimestampKind,
    private readonly times: ArrivalTimes,
    private readonly screen: ScreenModel,
    /** A line feed alone goes to the first column, too. */
    private readonly implicitCarriageReturn: boolean,
  ) {}

  /** How wide each stamp is. */
  get columns(): number {
    return STAMP_COLUMNS[this.kind];
  }

  /** Text is going to pass that was decoded from these bytes. */
  begin(text: string, bytes: Uint8Array, base: number): void {
    this.times.refresh();
    this.lines.begin(text, bytes, base);
  }

  /** The terminal was put back. */
  restart(): void {
    this.due = true;
    this.attributes = '';
    this.above = 0;
  }

  /** @param index Where the text was in what was decoded. @returns the text with stamps. */
  text(text: string, index: number): string {
    let out = '';
    let from = 0;
    for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', from)) {
      out += this.inLine(text.slice(from, feed), index + from) + '\n';
      this.feed();
      from = feed + 1;
    }
    return out + this.inLine(text.slice(from), index + from);
  }

  /** @returns the sequence, with a stamp before it if it leaves the first column. */
  sequence(sequence: string, final: string, index: number): string {
    this.follow(final);
    switch (final) {
      case 'm':
        this.remember(sequence);
        return sequence;
      case 'C':
      case 'a':
      case '@':
      case 'P':
      case 'X':
      case 'b':
        return this.stampIfDue(this.lines.at(index)) + sequence;
      case 'G':
      case '`':
        return this.column(sequence, index);
      case 'n':
        return sequence === '\x1b[6n' ? this.position(sequence) : sequence;
      case 'H':
      case 'f':
        this.due = /^\x1b\[(?:\d*;)?[01]?[Hf]$/.test(sequence);
        return sequence;
      default:
        return sequence;
    }
  }

  private get isAllowed(): boolean {
    const { alternate, region, insertMode } = this.screen;
    return this.above === 0 && !alternate.isShown && region === undefined && !insertMode;
  }

  private inLine(text: string, index: number): string {
    const start = this.lines.at(index);
    let out = '';
    let from = 0;
    for (let back = text.indexOf('\r'); back !== -1; back = text.indexOf('\r', from)) {
      if (back > from) out += this.stampIfDue(start);
      out += text.slice(from, back + 1);
      this.due = true;
      from = back + 1;
    }
    return from === text.length ? out : out + this.stampIfDue(start) + text.slice(from);
  }

  private feed(): void {
    this.due ||= this.implicitCarriageReturn;
    if (!this.screen.alternate.isShown) this.above = Math.max(0, this.above - 1);
  }

  /** The screen knows already what the sequence does. What a program paints on a screen of its own leaves the lines alone. */
  private follow(final: string): void {
    const { alternate, lastLineIsElsewhere, size } = this.screen;
    if (alternate.isShown) return;
    if (final === 'J' && !lastLineIsElsewhere) this.above = 0;
    if (GOES_UP.test(final) && lastLineIsElsewhere) this.above = size.rows;
  }

  /** To a column that the guest counts from its first one. */
  private column(sequence: string, index: number): string {
    if (!this.isAllowed) return sequence;
    const column = Math.max(1, parseInt(sequence.slice(2), 10) || 1);
    this.due = true;
    const right = column > 1 ? `\x1b[${column - 1}C` : '';
    return `\r${this.stampIfDue(this.lines.at(index))}${right}`;
  }

  /** The guest asks in which column the cursor is, and reckons with the answer: asked where the cursor would be without us. */
  private position(asks: string): string {
    if (this.due || !this.isAllowed || this.screen.cursorSaved) return asks;
    return `\x1b7\x1b[${this.columns}D${asks}\x1b8`;
  }

  private stampIfDue(start: number): string {
    if (!this.due || !this.isAllowed) return '';
    this.due = false;
    if (start !== this.line) {
      this.previous = this.time;
      this.time = this.times.timeAt(start);
      this.line = start;
    }
    return `\x1b[0;2m${this.stamp()}\x1b[0m${this.attributes}`;
  }

  /** Many lines come at a time: the same text for all of them. */
  private stamp(): string {
    const { time, previous, made } = this;
    if (made.text !== '' && time === made.time && previous === made.previous) return made.text;
    const text = stampText(this.kind, time, { start: this.times.start, previous });
    this.made = { text, time, previous };
    return text;
  }

  private remember(sequence: string): void {
    const kept = ALL_BACK.test(sequence) ? '' : this.attributes;
    this.attributes = (kept + sequence).length > MOST_ATTRIBUTES ? sequence : kept + sequence;
  }
}
