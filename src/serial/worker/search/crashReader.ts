import { boundedReport } from '../../../crash/bounded';
import type { SeenLine } from '../../../crash/console/consoleLine';
import { CrashEngine } from '../../../crash/engine';
import type { CrashReport } from '../../../crash/report';
import { encodingNamed } from '../encoding/encodingNamed';
import { SeenLines } from '../seen/seenLines';
import { TextAsSeen } from '../seen/textAsSeen';
import { LoadFollower } from './loadFollower';
import type { CrashesRead, CrashFinding, CrashOrder } from './protocol';
import { FilePieces } from '../../../log/filePieces';
import type { TextRules } from './readingRules';

/** Read in one look, in bytes. */
const BYTES_A_LOOK = 1_048_576;
/** What a look may take before it is told how far it came, in milliseconds: a person's pattern may be a slow one. */
const LOOK_MS = 500;
/** What of the text before a trigger is read, too, in bytes: the whole line and what a kernel says in front of it. */
const BEFORE_BYTES = 4096;
const LINE_FEED = '\n';

/**
 * Reads one spool for crashes and for loads, piece by piece, on a thread where nothing else waits.
 *
 * Making text of bytes costs several times what looking for the triggers in them does. So bytes are scanned as they are, and
 * become text where a trigger is near, and while a report is being read. A trigger with a control sequence within it is not
 * found; kernels put colours around words, not into them.
 */
export class CrashReader {
  private readonly pieces: FilePieces;
  private readonly reader = new TextAsSeen();
  private readonly lines = new SeenLines(this.reader, (line) => this.takeLine(line));
  private readonly engine: CrashEngine;
  private readonly loads: LoadFollower;
  private findings: CrashFinding[] = [];
  private position = 0;
  private deadline = 0;
  private scanState = 0;
  /** A trigger came, and its line may not have ended. */
  private isNear = false;
  /** The bytes before `position` that are no text yet. */
  private skipped = Buffer.alloc(0);

  /** @throws when the spool cannot be opened. */
  constructor(
    path: string,
    private readonly rules: TextRules,
  ) {
    this.pieces = new FilePieces(path);
    this.engine = new CrashEngine(rules.recognisers, (report) => this.find(report));
    this.loads = new LoadFollower(rules.loadRules);
  }

  /** Goes on, up to a limit. */
  read({ end, kept, flush, resetAt, tellLoads, encoding }: CrashOrder): CrashesRead {
    this.reader.decodeAs(encodingNamed(encoding));
    if (kept > this.position) this.startAgain(kept);
    this.deadline = performance.now() + LOOK_MS;
    const until = Math.min(end, this.position + BYTES_A_LOOK);
    if (resetAt !== undefined && resetAt <= until) this.reset(resetAt);
    this.readUntil(until);
    if (flush && this.position >= end) this.flush();
    if (tellLoads) this.tellLoads();
    const { findings, position } = this;
    this.findings = [];
    this.loads.lookIsOver();
    return { position, findings, isReading: this.engine.isReading, hasUntoldLoads: this.loads.hasNews };
  }

  close(): void {
    this.pieces.close();
  }

  private find(report: CrashReport): void {
    this.tellLoads();
    this.findings.push({ report: boundedReport(report) });
  }

  private tellLoads(): void {
    const loads = this.loads.news();
    if (loads) this.findings.push({ loads });
  }

  /** Nothing goes on over a reset: what is being read is complete, with what was loaded before. */
  private reset(at: number): void {
    this.readUntil(at);
    if (this.position < at) return;
    this.flush();
    this.loads.reset();
  }

  private readUntil(until: number): void {
    while (this.position < until && performance.now() < this.deadline) this.readPiece(until);
  }

  private readPiece(until: number): void {
    const piece = this.pieces.read(this.position, until);
    if (piece.length === 0) {
      this.position = until;
      return;
    }
    this.take(piece);
    this.position += piece.length;
  }

  private take(bytes: Buffer): void {
    let ends = 0;
    this.scanState = this.rules.triggers.scanBytes(bytes, this.scanState, () => ends++);
    const found = ends > 0;
    if (!found && !this.isNear && !this.engine.isReading) {
      this.skip(bytes);
      return;
    }
    this.push(this.skipped, this.position - this.skipped.length);
    this.skipped = Buffer.alloc(0);
    this.push(bytes, this.position);
    this.isNear = found || (this.isNear && !bytes.includes(LINE_FEED));
  }

  private push(bytes: Buffer, offset: number): void {
    if (bytes.length === 0) return;
    this.reader.push(bytes, offset);
    this.lines.takeWhole();
  }

  /** Keeps the end of what is no text yet: a trigger may follow at once. */
  private skip(bytes: Buffer): void {
    const all = bytes.length >= BEFORE_BYTES ? bytes : Buffer.concat([this.skipped, bytes]);
    this.skipped = Buffer.from(all.subarray(Math.max(0, all.length - BEFORE_BYTES)));
    this.reader.reset();
  }

  /** What is loaded by a line belongs to a report that the line ends; what boots again with it does not. */
  private takeLine(line: SeenLine): void {
    const change = this.loads.read(line);
    if (change?.event === 'loaded') this.loads.apply(change);
    this.engine.take(line);
    if (change && change.event !== 'loaded') this.loads.apply(change);
  }

  /** The last line has no end yet, and says what it says; but a number in it may be half a number. */
  private flush(): void {
    this.lines.takeRest((line) => this.engine.take(line));
    this.engine.flush();
  }

  private startAgain(kept: number): void {
    this.engine.flush();
    this.reader.reset();
    this.skipped = Buffer.alloc(0);
    this.scanState = 0;
    this.isNear = false;
    this.position = kept;
  }
}
