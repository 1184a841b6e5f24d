import { Semaphore } from '../../concurrency/semaphore';
import { BlockReader } from './blockReader';
import { FirstRuns } from './firstRuns';
import { TraceFile } from './traceFile';
import { TracedOutput } from './tracedOutput';

/** Parts of a run that are told apart; what runs after the last mark belongs to the last part. */
const MOST_PARTS = 10_000;
/** Of those, parts that lines of output begin: a person's own marks have room, too. */
const MOST_LINES = 9000;
const LF = 0x0a;

/** The code of a guest that has run, by QEMU's log, and in which of the parts that marks make it ran first. */
export class ExecutedCode {
  readonly runs = new FirstRuns();
  private part = 1;
  private readonly output = new TracedOutput();
  /** How many instructions had run when the last part began. */
  private before = 0;
  private readonly blocks: BlockReader;
  /** The log is read by one at a time. */
  private readonly turn = new Semaphore('the log', 1);
  private readonly file: TraceFile;

  /**
   * @param fd The log. It stays the caller's.
   * @param linesArePartsToo Whether each line that a UART has sent ends a part, too, if code has run in it for the first time; QEMU
   * has to log what UARTs are given.
   */
  constructor(fd: number, linesArePartsToo = false) {
    this.file = new TraceFile(fd);
    this.blocks = new BlockReader(
      (address) => this.runs.add(address, this.part),
      linesArePartsToo ? (byte) => this.sent(byte) : undefined,
    );
  }

  /** Whether something is missing: the log was too fast, or the guest runs more code than anybody remembers. */
  get isIncomplete(): boolean {
    return this.file.hasHoles || this.runs.isFull;
  }

  /** Reads on to where the log ends now. @throws the file system's error; `signal.reason` on abort. */
  async catchUp(signal: AbortSignal): Promise<void> {
    const release = await this.turn.acquire(signal);
    try {
      for await (const piece of this.file.rest(signal)) this.blocks.push(piece);
    } finally {
      release();
    }
  }

  /**
   * What runs first from now on is another part.
   * @returns its number, counted from 1.
   * @throws as {@link catchUp} does.
   */
  async mark(signal: AbortSignal): Promise<number> {
    await this.catchUp(signal);
    if (this.part < MOST_PARTS) this.begin();
    return this.part;
  }

  /**
   * Where in the output of a port each part begins, in bytes, the first part at 0.
   * @param pieces The port's output, from its first byte on.
   * @returns undefined when QEMU has not logged all of it.
   */
  partOffsets(pieces: Iterable<Uint8Array>): number[] | undefined {
    return this.output.partOffsets(pieces);
  }

  private sent(byte: number): void {
    this.output.push(byte);
    if (byte !== LF) return;
    const { size } = this.runs;
    if (size === this.before) this.output.beginLater();
    else if (this.part < MOST_LINES && !this.output.isFull) this.begin();
  }

  private begin(): void {
    this.part++;
    this.before = this.runs.size;
    this.output.begin();
  }
}
