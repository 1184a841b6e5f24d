import { closeSync, openSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { raceAbort } from '../../concurrency/abort';
import { Gate } from '../../concurrency/gate';
import { STOP } from '../../concurrency/loop';
import { messageOf } from '../../concurrency/messageOf';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { TaskContext } from '../../concurrency/taskTree';
import { WorkerTask } from '../../concurrency/workerTask';
import { withWorkLimit } from '../../concurrency/workLimit';
import type { EndReport } from '../../machine/end/endReport';
import type { Machine } from '../../machine/machine';
import type { Summary } from '../protocols/protocol';
import type { TestItem, TestsRead, TestThreadProtocol, TestThreadSetup } from './protocol';

/** How long the thread may work at one look, in milliseconds: it stops by itself after half a second. */
const LOOK_LIMIT_MS = 10_000;
const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

/** What a guest's tests are read with. */
export interface TestReading extends Pick<TestThreadSetup, 'translations' | 'tellsOutput'> {
  /** `testWorker.js`. */
  readonly threadFile: string;
  /** The thread and what waits for it belong to it. */
  readonly tasks: TaskGroup;
}

/**
 * Reads a port's tests while they run, on a thread of their own: from its first byte, if it is made before the guest runs. Looks
 * as often as the port's counters change.
 */
export class TestWatch {
  /** The last line that has come, cut. */
  lastLine = '';
  /** Opens when the tests cannot be read any more: whatever comes, they prove nothing. */
  readonly broken = new Gate('tests that cannot be read');
  private readonly grown = new Gate('the port has grown');
  private readonly worker: WorkerTask<TestThreadProtocol>;
  private readonly subscription: { dispose(): void };
  private readonly following: Promise<void>;
  private position = 0;
  private report: EndReport | undefined;
  private summary: Summary | undefined;
  private failure: unknown;

  /** @param told Is told of each item, in their order. */
  constructor(
    private readonly serial: Machine['ports'][number]['serial'],
    protocol: TestThreadSetup['protocol'],
    { threadFile, tasks, tellsOutput, translations }: TestReading,
    private readonly told: (item: TestItem) => void,
  ) {
    // At once: on a busy computer, the machine may have ended and its files be gone before the thread is there.
    const spool = openSync(serial.spool, 'r');
    const setup: TestThreadSetup = {
      spool,
      protocol,
      tellsOutput,
      ...(translations && { translations }),
    };
    const worker = new WorkerTask<TestThreadProtocol>('tests', threadFile, setup, HEAP);
    this.worker = worker;
    void worker.stopped.then(() => closeSync(spool));
    tasks.adopt('thread', 'tests', { stopped: worker.stopped, stop: () => worker.terminate() });
    this.subscription = serial.onDidChangeCounters(() => this.grown.open());
    this.following = tasks.loop(`tests of ${serial.name}`, (context) => this.turn(context));
  }

  /**
   * To be called when the machine has ended: reads all that is left.
   * @returns what it came to, in any case: what could not be read is no pass.
   * @throws `signal.reason` on abort.
   */
  async finish(report: EndReport, signal: AbortSignal): Promise<Summary> {
    this.report = report;
    this.grown.open();
    await raceAbort(this.following, signal);
    this.subscription.dispose();
    await this.worker.stop();
    return this.summary ?? unread(this.failure);
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    await context.waitFor('bytes', this.grown.wait(context.signal));
    this.grown.close();
    try {
      await context.waitFor('the thread', this.look(context.signal));
    } catch (error) {
      context.signal.throwIfAborted();
      this.failure = error;
      this.broken.open();
      return STOP;
    }
    return this.summary ? STOP : undefined;
  }

  private async look(signal: AbortSignal): Promise<void> {
    const { report } = this;
    const { received: end, spoolBytesKept } = this.serial.counters;
    const order = { end, kept: end - spoolBytesKept, report, encoding: this.serial.encoding };
    const read = await withWorkLimit('a look at tests', LOOK_LIMIT_MS, this.worker, signal, (inner) =>
      this.worker.request('read', order, inner),
    );
    this.take(read);
    if (read.hasMore || this.position < end || this.report) this.grown.open();
  }

  private take({ position, items, lastLine, summary }: TestsRead): void {
    this.position = position;
    this.lastLine = lastLine;
    for (const item of items) this.told(item);
    this.summary = summary;
  }
}

function unread(failure: unknown): Summary {
  const why = failure === undefined ? '' : messageOf(failure);
  return {
    counts: { passed: 0, failed: 0, skipped: 0, known: 0, crashed: 0 },
    complete: false,
    problems: [l10n.t('The tests could not be read to their end: {0}', why)],
  };
}
