import { FilePieces } from '../log/filePieces';

const LINE_FEED = 0x0a;

/** Bytes between two places at which the count is remembered. */
const STEP = 65_536;

/** A place in the file, and how many line feeds stand before it. */
interface Place {
  readonly offset: number;
  readonly before: number;
}

/**
 * The lines of a file, as `grep -n` and most editors count them: from 1, each ended by a line feed. Remembers a
 * number for each {@link STEP} bytes, and reads on only as far as somebody asks.
 */
export class LineNumbers {
  private readonly pieces: FilePieces;
  private readonly steps: Place[] = [{ offset: 0, before: 0 }];
  /** What was asked for last. The next place is most often the next line. */
  private last: Place = { offset: 0, before: 0 };

  /** @throws when the file cannot be opened. */
  constructor(path: string) {
    this.pieces = new FilePieces(path);
  }

  /** The line that has the byte at an offset. */
  lineOf(offset: number): number {
    this.last = this.countOn(this.nearestBefore(offset), offset);
    return this.last.before + 1;
  }

  close(): void {
    this.pieces.close();
  }

  private nearestBefore(offset: number): Place {
    const step = Math.floor(offset / STEP);
    for (let known = this.steps.at(-1); known && this.steps.length <= step; known = this.steps.at(-1))
      this.steps.push(this.countOn(known, this.steps.length * STEP));
    const nearest = this.steps[step] ?? this.last;
    return this.last.offset <= offset && this.last.offset > nearest.offset ? this.last : nearest;
  }

  private countOn({ offset, before }: Place, until: number): Place {
    let count = before;
    for (let at = offset; at < until;) {
      const bytes = this.pieces.read(at, until);
      if (bytes.length === 0) break;
      count += lineFeedsIn(bytes);
      at += bytes.length;
    }
    return { offset: until, before: count };
  }
}

function lineFeedsIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}
