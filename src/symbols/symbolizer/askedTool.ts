import { ChildProcess, SpawnError, kill } from '../../concurrency/childProcess';
import { isCancelled, onAbort, raceAbort } from '../../concurrency/abort';
import { IdleEnd } from '../../concurrency/idleEnd';
import { messageOf } from '../../concurrency/messageOf';
import { Semaphore } from '../../concurrency/semaphore';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { TimeoutError, withTimeout } from '../../concurrency/timeout';
import { LineSplitter } from '../../log/lineSplitter';
import { AnswerError, type AnswerReader, type Dialect } from './dialect';
import type { SourceFrame } from './sourceFrame';

/** A tool that cannot be started, ends, says nonsense, or takes too long. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

export interface ToolLimits {
  /** For one batch, the reading of the file included, in milliseconds. */
  readonly batchMs: number;
  /** A tool that has not been asked for this long is ended, in milliseconds: it holds the file in memory. */
  readonly idleMs: number;
}

/** Addresses asked for at once: a time limit and an abort reach no further than this. */
const BATCH = 5000;
/** Bytes of one line of an answer. Names of C++ functions reach some ten thousand, with dozens inlined in JSON. */
const LINE_LIMIT = 4 * 1024 * 1024;
/** A tool that dies is started once more, since what killed it may be its memory and not the file. */
const TRIES = 2;

type Answers = readonly (readonly SourceFrame[])[];

interface Batch {
  readonly reader: AnswerReader;
  readonly resolve: (answers: Answers) => void;
  readonly reject: (error: Error) => void;
}

/** One tool on one file, kept running from question to question. Started when it is needed, ended when it is idle. */
export class AskedTool {
  private readonly turn: Semaphore;
  private child: ChildProcess | undefined;
  private batch: Batch | undefined;
  private readonly idle: IdleEnd;

  constructor(
    private readonly tasks: TaskGroup,
    readonly program: string,
    private readonly args: readonly string[],
    private readonly dialect: Dialect,
    private readonly limits: ToolLimits,
  ) {
    this.turn = new Semaphore(program, 1);
    this.idle = new IdleEnd(limits.idleMs);
  }

  /** Whether a process of it runs now. */
  get isRunning(): boolean {
    return this.child !== undefined;
  }

  get isBusy(): boolean {
    return this.turn.available === 0;
  }

  /**
   * The frames of each address, innermost first.
   * @throws {ToolError}; `signal.reason` on abort: the batch under way is then answered to nobody, since the tool
   * cannot be told to stop and has read its file at some cost.
   */
  async ask(addresses: readonly bigint[], signal: AbortSignal): Promise<Answers> {
    const answers: (readonly SourceFrame[])[] = [];
    for (let at = 0; at < addresses.length; at += BATCH) {
      const batch = addresses.slice(at, at + BATCH);
      const asked = this.tasks.run(`${this.program}: ${batch.length} addresses`, (task) =>
        outcomeOf(this.turn.use(task.signal, () => this.askBatch(batch, task.signal))),
      );
      answers.push(...(await raceAbort(asked, signal))());
    }
    return answers;
  }

  /** Ends the process; the next question starts another one. */
  async stop(): Promise<void> {
    await this.child?.stop();
  }

  private async askBatch(addresses: readonly bigint[], signal: AbortSignal): Promise<Answers> {
    const use = this.idle.use();
    try {
      return await this.exchanged(addresses, signal);
    } finally {
      use.dispose();
    }
  }

  private async exchanged(addresses: readonly bigint[], signal: AbortSignal): Promise<Answers> {
    for (let attempt = 1; ; attempt++) {
      const child = this.child ?? (await this.start());
      try {
        return await withTimeout(this.program, this.limits.batchMs, signal, (limit) =>
          this.exchange(child, addresses, limit),
        );
      } catch (error) {
        await child.stop();
        if (isCancelled(error) || signal.aborted) throw error;
        const died = !(error instanceof AnswerError || error instanceof TimeoutError);
        if (!died || attempt === TRIES) throw new ToolError(messageOf(error), { cause: error });
      }
    }
  }

  private async exchange(
    child: ChildProcess,
    addresses: readonly bigint[],
    signal: AbortSignal,
  ): Promise<Answers> {
    const { stdin } = child;
    if (!stdin) throw new ToolError('it has no standard input');
    const answers = new Promise<Answers>((resolve, reject) => {
      this.batch = { reader: this.dialect.reader(addresses), resolve, reject };
    });
    const subscription = onAbort(signal, () => this.batch?.reject(signal.reason as Error));
    // That it was not written is known from the process, which has ended then.
    stdin.write(this.dialect.question(addresses), () => undefined);
    try {
      return await answers;
    } finally {
      subscription.dispose();
      this.batch = undefined;
    }
  }

  private async start(): Promise<ChildProcess> {
    try {
      const child = await ChildProcess.spawn(this.program, this.program, this.args, {
        stdin: 'pipe',
        ownGroup: true,
        // It holds nothing but what it has read.
        ladder: (tool) => [kill(tool)],
      });
      this.watch(child);
      return child;
    } catch (error) {
      if (error instanceof SpawnError) throw new ToolError(error.message);
      throw error;
    }
  }

  private watch(child: ChildProcess): void {
    this.child = child;
    const lines = new LineSplitter((line) => this.hear(line), LINE_LIMIT);
    child.stdout.on('data', (bytes: Buffer) => lines.push(bytes));
    let complaint = '';
    child.stderr.on('data', (bytes: Buffer) => {
      if (complaint.length < COMPLAINT_LENGTH) complaint += bytes.toString('utf8');
    });
    // As daemons: both last as long as the process, which the group ends.
    this.tasks.adopt('process', this.program, child);
    this.tasks.daemon(`${this.program}: its end`, async () => {
      const { code, signal } = await child.stopped;
      if (this.child === child) this.child = undefined;
      const last = complaint.slice(0, COMPLAINT_LENGTH).trim().split('\n').at(-1);
      this.batch?.reject(new ToolError(last || `it ended (${signal ?? `exit code ${String(code)}`})`));
    });
    this.tasks.daemon(`${this.program}: idle`, ({ signal }) =>
      this.idle.waitFor(child, signal, () => child.stop()),
    );
  }

  private hear(line: string): void {
    const { batch } = this;
    if (!batch) return;
    try {
      const answers = batch.reader.take(line);
      if (answers) batch.resolve(answers);
    } catch (error) {
      batch.reject(error as Error);
    }
  }
}

/** Kept of what a tool says about its trouble, in characters. */
const COMPLAINT_LENGTH = 500;

/** A batch that fails must not fail the group: the error goes to who asked, as what a function throws. */
async function outcomeOf<T>(work: Promise<T>): Promise<() => T> {
  try {
    const value = await work;
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
