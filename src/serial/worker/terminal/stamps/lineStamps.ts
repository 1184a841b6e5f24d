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

  constructor(
    private readonly kind: TimestampKind,
    private readonly times: ArrivalTimes,
    private readonly screen: ScreenModel,
    /** A line feed alone goes to the first column, too. */
    private readonly implicitCarriageReturn: boolean,
  ) {}

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
    let start = this.lines.at(index);
    let at = index;
    for (const part of text.split(/([\r\n])/)) {
      if (part === '\r') this.due = true;
      else if (part === '\n') this.feed();
      else if (part !== '') out += this.stampIfDue(start);
      out += part;
      at += part.length;
      if (part === '\n') start = this.lines.at(at);
    }
    return out;
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
    return `\x1b7\x1b[${STAMP_COLUMNS[this.kind]}D${asks}\x1b8`;
  }

  private stampIfDue(start: number): string {
    if (!this.due || !this.isAllowed) return '';
    this.due = false;
    if (start !== this.line) {
      this.previous = this.time;
      this.time = this.times.timeAt(start);
      this.line = start;
    }
    const text = stampText(this.kind, this.time, { start: this.times.start, previous: this.previous });
    return `\x1b[0;2m${text}\x1b[0m${this.attributes}`;
  }

  private remember(sequence: string): void {
    const kept = ALL_BACK.test(sequence) ? '' : this.attributes;
    this.attributes = (kept + sequence).length > MOST_ATTRIBUTES ? sequence : kept + sequence;
  }
}
