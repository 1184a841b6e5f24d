import type { SeenLine } from '../../../crash/console/consoleLine';
import type { TextReader } from './textAsSeen';

/** A line that goes on for longer is taken as it is, in UTF-16 units. */
const LONGEST_LINE = 16_384;
const LINE_FEED = '\n';

/** Takes the lines out of a reader's text as they become whole. */
export class SeenLines {
  constructor(
    private readonly reader: TextReader,
    /** @param from Where the line begins in the reader's text. */
    private readonly take: (line: SeenLine, from: number) => void,
  ) {}

  /** Hands over the lines that have ended, and forgets them. */
  takeWhole(): void {
    const { text } = this.reader;
    const seen = text.toString();
    let start = 0;
    for (let feed = seen.indexOf(LINE_FEED); feed !== -1; feed = seen.indexOf(LINE_FEED, start)) {
      this.take(this.line(seen, start, feed), start);
      start = feed + 1;
    }
    if (seen.length - start > LONGEST_LINE) {
      this.take(this.line(seen, start, seen.length), start);
      start = seen.length;
    }
    text.keepLast(seen.length - start);
  }

  /** Hands over the last line, which has no end yet, and keeps it. */
  takeRest(take: (line: SeenLine, from: number) => void = this.take): void {
    this.reader.withRest(() => {
      const seen = this.reader.text.toString();
      if (seen !== '') take(this.line(seen, 0, seen.length), 0);
    });
  }

  private line(seen: string, start: number, end: number): SeenLine {
    const { text } = this.reader;
    const first = text.firstByte(start, Math.min(start + 1, seen.length));
    const last = text.lastByte(Math.max(start, end - 1), Math.min(end + 1, seen.length));
    return { text: seen.slice(start, end), start: first, end: Math.max(first, last) };
  }
}
