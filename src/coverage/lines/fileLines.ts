import type { CoveredFile, CoveredFunction } from '../coverage';

/** The highest number of a line that is believed. The longest sources, which programs write, have some million lines. */
const MOST_LINES = 4_000_000;
const FIRST_LINES = 256;

const HAS_STATEMENT = 1;
const HAS_CODE = 2;
/** A line of which code has run in no part. */
const NEVER = 0;

/** The lines and functions of one source, while they are collected. */
export class FileLines {
  private marks = new Uint8Array(FIRST_LINES);
  private firstRuns = new Uint16Array(FIRST_LINES);
  private readonly functions = new Map<string, CoveredFunction>();

  constructor(private readonly path: string) {}

  /**
   * Takes note of a statement that begins in a line. Compilers often have it begin in no byte of its own, before code of that
   * line that is no beginning.
   * @returns the bytes that this has cost.
   */
  addStatement(line: number): number {
    return this.mark(line, HAS_STATEMENT);
  }

  /**
   * Takes note of some code of a line.
   * @param firstRun The part of the run in which it ran first, 0 for none.
   * @returns the bytes that this has cost.
   */
  addCode(line: number, firstRun: number): number {
    const cost = this.mark(line, HAS_CODE);
    if (firstRun !== NEVER && line <= MOST_LINES)
      this.firstRuns[line] = earlier(firstRun, this.firstRuns[line]);
    return cost;
  }

  /** A function that two images share has run if it has in one of them. */
  addFunction({ name, line, firstRun }: CoveredFunction): void {
    const key = `${line} ${name}`;
    const before = this.functions.get(key)?.firstRun;
    this.functions.set(key, { name, line, firstRun: earlier(firstRun, before) });
  }

  finish(): CoveredFile {
    const lines: number[] = [];
    this.marks.forEach((mark, line) => {
      // A line without a statement has code of its neighbours only, one without code was compiled into nothing.
      if (mark === (HAS_STATEMENT | HAS_CODE)) lines.push(line);
    });
    return {
      path: this.path,
      lines: Uint32Array.from(lines),
      firstRuns: Uint16Array.from(lines, (line) => this.firstRuns[line] ?? NEVER),
      functions: [...this.functions.values()].sort((one, other) => one.line - other.line),
    };
  }

  private mark(line: number, mark: number): number {
    if (line < 1 || line > MOST_LINES) return 0;
    const cost = this.grow(line + 1);
    this.marks[line] = (this.marks[line] ?? 0) | mark;
    return cost;
  }

  private grow(length: number): number {
    const before = this.marks.length;
    if (length <= before) return 0;
    const enough = Math.min(MOST_LINES + 1, Math.max(length, 2 * before));
    const [marks, firstRuns] = [new Uint8Array(enough), new Uint16Array(enough)];
    marks.set(this.marks);
    firstRuns.set(this.firstRuns);
    [this.marks, this.firstRuns] = [marks, firstRuns];
    return 3 * (enough - before);
  }
}

const earlier = (one: number, other = NEVER): number =>
  one === NEVER || other === NEVER ? Math.max(one, other) : Math.min(one, other);
