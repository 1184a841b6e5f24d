import * as l10n from '@vscode/l10n';
import { readStampedLine, type SeenLine } from '../../crash/console/consoleLine';
import type { EndReport } from '../../machine/end/endReport';
import { FilePieces } from '../../log/filePieces';
import { encodingNamed } from '../../serial/worker/encoding/encodingNamed';
import { SeenLines } from '../../serial/worker/seen/seenLines';
import { TextAsSeen } from '../../serial/worker/seen/textAsSeen';
import type { TestResult } from '../protocols/protocol';
import { ItemQueue } from './itemQueue';
import { testFailure } from './testFailure';
import type { ReadOrder, TestsRead, TestThreadSetup, ToldResult } from './protocol';
import { TestRun } from './testRun';

/** Read in one look, in bytes. */
const BYTES_A_LOOK = 1_048_576;
/** What a look may take before it is told how far it came, in milliseconds. */
const LOOK_MS = 500;
/** Of a line that is told, in characters, and of all lines of a run. */
const LONGEST_LINE = 1000;
const MOST_TOLD = 4_000_000;
/** Of a test that did not pass. */
const MOST_LINES = 30;

/** Reads one spool for the results of tests, piece by piece, on a thread where nothing else waits. */
export class TestReader {
  private readonly pieces: FilePieces;
  private readonly text = new TextAsSeen();
  private readonly lines = new SeenLines(this.text, (line) => this.take(line));
  private readonly run: TestRun;
  private readonly tellsOutput: boolean;
  private readonly items = new ItemQueue();
  /** What was printed since the last of them. */
  private output = '';
  private recent: SeenLine[] = [];
  private lastLine = '';
  private position = 0;
  private told = 0;
  private hasEnded = false;

  constructor({ spool, protocol, tellsOutput }: TestThreadSetup) {
    this.pieces = new FilePieces(spool);
    this.run = new TestRun(protocol, (result) => {
      this.tellOutput();
      this.items.push({ result: this.withLines(result) });
    });
    this.tellsOutput = tellsOutput;
  }

  /** Goes on, up to a limit. */
  read({ end, kept, report, encoding }: ReadOrder): TestsRead {
    this.text.decodeAs(encodingNamed(encoding));
    if (kept > this.position) this.startAgain(kept);
    const deadline = performance.now() + LOOK_MS;
    const until = Math.min(end, this.position + BYTES_A_LOOK);
    // A few bytes may make a long result: what waits to be told has its bounds, too.
    while (this.position < until && !this.items.isFull && performance.now() < deadline) this.readPiece(until);
    if (report !== undefined && this.position >= end) this.end(report);
    this.tellOutput();
    const { position, lastLine } = this;
    const items = this.items.take();
    const hasMore = !this.items.isEmpty;
    const isOver = this.hasEnded && !hasMore;
    return { position, items, hasMore, lastLine, ...(isOver && { summary: this.run.summary }) };
  }

  private readPiece(until: number): void {
    const piece = this.pieces.read(this.position, until);
    this.text.push(piece, this.position);
    this.lines.takeWhole();
    // The file is shorter than was said only when it has been damaged.
    this.position = piece.length === 0 ? until : this.position + piece.length;
  }

  private take(line: SeenLine): void {
    this.lastLine = line.text.slice(0, LONGEST_LINE);
    if (this.tellsOutput) this.keep(this.lastLine);
    this.recent.push({ ...line, text: this.lastLine });
    if (this.recent.length > 2 * MOST_LINES) this.recent = this.recent.slice(-MOST_LINES);
    this.run.take(line);
  }

  private keep(line: string): void {
    if (this.told > MOST_TOLD) return;
    this.told += line.length + 1;
    this.output += `${this.told > MOST_TOLD ? l10n.t('More is not kept.') : line}\n`;
  }

  private tellOutput(): void {
    if (this.output !== '') this.items.push({ output: this.output });
    this.output = '';
  }

  private withLines(result: TestResult): ToldResult {
    if (result.isGroup || result.outcome === 'passed' || result.outcome === 'skipped') return result;
    const own = this.recent.filter(({ start }) => start >= result.start && start < result.end);
    const lines = own.slice(-MOST_LINES).map((line) => readStampedLine(line).text.trim());
    return { ...testFailure(lines), ...result };
  }

  private startAgain(kept: number): void {
    this.run.miss(kept - this.position);
    this.text.reset();
    this.position = kept;
  }

  private end(report: EndReport): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.lines.takeRest();
    this.run.end(report);
    this.pieces.close();
  }
}
