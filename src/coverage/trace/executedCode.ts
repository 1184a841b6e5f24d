import { Semaphore } from '../../concurrency/semaphore';
import { BlockReader } from './blockReader';
import { FirstRuns } from './firstRuns';
import { TraceFile } from './traceFile';

/** Parts of a run that are told apart; what runs after the last mark belongs to the last part. */
const MOST_PARTS = 10_000;

/** The code of a guest that has run, by QEMU's log, and in which of the parts that marks make it ran first. */
export class ExecutedCode {
  readonly runs = new FirstRuns();
  private part = 1;
  private readonly blocks = new BlockReader((address) => this.runs.add(address, this.part));
  /** The log is read by one at a time. */
  private readonly turn = new Semaphore('the log', 1);
  private readonly file: TraceFile;

  /** @param fd The log. It stays the caller's. */
  constructor(fd: number) {
    this.file = new TraceFile(fd);
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
    if (this.part < MOST_PARTS) this.part++;
    return this.part;
  }
}
