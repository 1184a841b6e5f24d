import { Budget } from './budget';
import { Line, LONGEST_LINE } from './line';
import type { PlacedText } from './placedText';
import type { SequenceReceiver } from './escapeReader';
import { isWide } from './wide';

/** The cursor can go back to this many lines. What stands above is not changed any more. */
export const ROWS = 24;
/** The cursor goes this far to the right at most, where nothing was printed. */
const WIDEST = 512;
const TAB = 8;

const BS = 0x08;
const HT = 0x09;
const LF = 0x0a;
const FF = 0x0c;
const CR = 0x0d;
const IND = 0x84;
const NEL = 0x85;
const RI = 0x8d;

/**
 * What a person sees of a guest's output, as text that only grows: each line when the cursor leaves it, and also as it
 * was before something in it was overwritten or erased. So whatever could once be read is in the text, and no match
 * depends on where the stream was cut.
 *
 * The cursor moves within the last lines as on a screen. If it is sent to an absolute row, a new line begins: the
 * height of the screen is not known here.
 */
export class Screen implements SequenceReceiver {
  private readonly rows: Line[] = [new Line()];
  private row = 0;
  private column = 0;
  private saved = 0;
  /** The cursor has moved, and nothing was overwritten since. */
  private moved = false;
  /** Pays what a few bytes may cause. */
  readonly budget = new Budget();
  private last = 0x20;

  constructor(private readonly text: PlacedText) {}

  reset(): void {
    this.clear();
    this.saved = 0;
  }

  /** Whether the cursor is at the end of everything, in a line that has not been said yet. */
  get isAtEnd(): boolean {
    return this.row === this.rows.length - 1 && this.column === this.line.length && !this.line.said;
  }

  /** Forgets what stands on the screen. */
  clear(): void {
    this.rows.splice(1);
    this.row = this.column = 0;
    this.line.clear();
    this.moved = false;
  }

  /** Appends the line in which the cursor is, if it shows something that was not yet said. */
  sayCurrent(): void {
    if (this.line.changed) this.line.say(this.text);
  }

  print(code: number, start: number, end: number): void {
    const columns = isWide(code) ? 2 : 1;
    if (this.moved && this.line.differs(this.column, code)) {
      this.keepVersion(start);
      this.moved = false;
    }
    this.payForGap();
    if (columns === 2) this.line.putWide(this.column, code, start, end);
    else this.line.put(this.column, code, start, end);
    this.column += columns;
    this.last = code;
    if (this.column >= LONGEST_LINE) this.breakLine();
  }

  printAscii(bytes: Uint8Array, from: number, to: number, base: number): void {
    const { line } = this;
    if (this.column !== line.length || line.length + to - from >= LONGEST_LINE) {
      for (let at = from; at < to; at++) this.print(bytes[at] ?? 0, base + at, base + at + 1);
      return;
    }
    line.append(bytes, from, to, base);
    this.column = line.length;
    this.last = bytes[to - 1] ?? 0;
    this.moved = false;
  }

  control(code: number, start: number, end: number): void {
    switch (code) {
      case BS:
        this.moveTo(this.column - 1);
        return;
      case HT:
        this.tab(start, end);
        return;
      case LF:
      case 0x0b:
      case FF:
      case NEL:
      case IND:
        this.feed(start, end);
        return;
      case CR:
        this.moveTo(0);
        return;
      case RI:
        this.up(1, start);
    }
  }

  escape(final: number, start: number): void {
    switch (String.fromCharCode(final)) {
      case '7':
        this.saved = this.column;
        return;
      case '8':
        this.moveTo(this.saved);
        return;
      case 'D':
      case 'E':
        this.feed(start, start);
        return;
      case 'M':
        this.up(1, start);
        return;
      case 'c':
        this.newLine(start);
        this.column = 0;
    }
  }

  csi(final: number, parameters: string, start: number): void {
    const name = String.fromCharCode(final);
    if (/[^\d;:]/.test(parameters)) {
      // The alternate screen, and back.
      if (/^\?(47|1047|1049)$/.test(parameters) && (name === 'h' || name === 'l')) this.newLine(start);
      return;
    }
    const [first = NaN, second = NaN] = parameters.split(/[;:]/).map((number) => parseInt(number, 10));
    const count = Math.min(Math.max(first || 1, 1), WIDEST);
    if (!this.moveInLine(name, count))
      if (!this.edit(name, first || 0, count, start)) this.moveAway(name, count, second, start);
  }

  private get line(): Line {
    const line = this.rows[this.row];
    if (!line) throw new Error(`there is no row ${this.row}`);
    return line;
  }

  private moveInLine(name: string, count: number): boolean {
    switch (name) {
      case 'C':
      case 'a':
        this.moveTo(this.column + count);
        return true;
      case 'D':
        this.moveTo(this.column - count);
        return true;
      case 'G':
      case '`':
        this.moveTo(count - 1);
        return true;
      case 's':
        this.saved = this.column;
        return true;
      case 'u':
        this.moveTo(this.saved);
        return true;
      default:
        return false;
    }
  }

  /** Changes the line. Moving its rest has a price. */
  private edit(name: string, kind: number, count: number, place: number): boolean {
    const { line, column } = this;
    switch (name) {
      case 'K':
        this.erase(kind === 0 ? column : 0, kind === 1 ? column + 1 : line.length, place);
        return true;
      case 'X':
        this.erase(column, column + count, place);
        return true;
      case 'P':
        this.keepShown(column, column + count, place);
        if (this.budget.spend(line.length >> 3)) line.delete(column, count);
        return true;
      case '@':
        if (line.length + count < LONGEST_LINE && this.budget.spend((line.length >> 3) + count))
          line.insert(column, count, place);
        return true;
      case 'b':
        for (let times = 0; times < count && this.budget.spend(1); times++)
          this.print(this.last, place, place);
        return true;
      default:
        return false;
    }
  }

  private moveAway(name: string, count: number, second: number, place: number): void {
    switch (name) {
      case 'A':
        this.up(count, place);
        return;
      case 'B':
      case 'e':
        this.down(count, place);
        return;
      case 'E':
      case 'F':
        this.moveTo(0);
        if (name === 'E') this.down(count, place);
        else this.up(count, place);
        return;
      case 'H':
      case 'f':
        this.newLine(place);
        this.moveTo(Math.min(Math.max(second || 1, 1), WIDEST) - 1);
        return;
      case 'd':
      case 'J':
      case 'L':
      case 'M':
      case 'S':
      case 'T':
        this.newLine(place);
    }
  }

  private moveTo(column: number): void {
    this.column = Math.max(0, Math.min(column, Math.max(this.line.length, WIDEST)));
    this.moved = true;
  }

  /** A tab stays one in the text, and takes as many columns as it does on the screen. */
  private tab(start: number, end: number): void {
    this.payForGap();
    const stop = (Math.floor(this.column / TAB) + 1) * TAB;
    // Over existing text it only moves.
    if (this.column < this.line.length) {
      this.moveTo(stop);
      return;
    }
    this.line.put(this.column, HT, start, end);
    for (let at = this.column + 1; at < stop; at++) this.line.put(at, 0, start, end);
    this.column = stop;
    if (this.column >= LONGEST_LINE) this.breakLine();
  }

  private erase(from: number, to: number, place: number): void {
    const { line } = this;
    this.keepShown(from, to, place);
    if (to >= line.length) line.truncate(from);
    else if (this.budget.spend(to - from)) line.blank(from, to, place);
    this.moved = true;
  }

  /** What is printed behind the line's end has blanks before it: they have a price, and without it there are none. */
  private payForGap(): void {
    const { length } = this.line;
    if (this.column > length && !this.budget.spend(this.column - length)) this.column = length;
  }

  /** As {@link keepVersion}, if these columns show anything. Who cannot pay for the look cannot pay for a version either. */
  private keepShown(from: number, to: number, place: number): void {
    const { line } = this;
    const columns = Math.min(to, line.length) - from;
    if (line.changed && columns > 0 && this.budget.spend(columns >> 3) && line.shows(from, to))
      this.keepVersion(place);
  }

  /** Says the line as it is, before something of it goes from sight. */
  private keepVersion(place: number): void {
    const { line } = this;
    if (!line.changed || !this.budget.spend(line.length)) return;
    line.say(this.text, place);
    line.changed = false;
    line.said = true;
  }

  private feed(start: number, end: number): void {
    this.leave(start, end);
    this.column = 0;
    this.moved = false;
    this.last = 0x20;
    if (++this.row === this.rows.length) this.addRow();
  }

  private newLine(place: number): void {
    if (this.line.changed) this.leave(place, place);
    this.row = this.rows.length;
    this.addRow();
    this.moved = true;
  }

  private up(count: number, place: number): void {
    if (this.line.changed) this.leave(place, place);
    if (count > this.row) this.newLine(place);
    else this.row -= count;
    this.moved = true;
  }

  private down(count: number, place: number): void {
    if (this.line.changed) this.leave(place, place);
    if (this.row + count >= this.rows.length) this.newLine(place);
    else this.row += count;
    this.moved = true;
  }

  private leave(start: number, end: number): void {
    const { line } = this;
    // Once more, because it was changed: at a price.
    if (line.said && !(line.changed && this.budget.spend(line.length))) return;
    line.say(this.text, start, end);
    line.changed = false;
    line.said = true;
  }

  /** A line without end: its beginning is said, and not changed any more. */
  private breakLine(): void {
    this.line.say(this.text);
    this.line.clear();
    this.column = 0;
  }

  private addRow(): void {
    const reused = this.rows.length === ROWS ? this.rows.shift() : undefined;
    reused?.clear();
    this.rows.push(reused ?? new Line());
    this.row = this.rows.length - 1;
  }
}
