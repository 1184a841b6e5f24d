import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import type { TaskGroup } from '../concurrency/taskGroup';
import { delay, withTimeout } from '../concurrency/timeout';
import { WorkerDiedError, WorkerTask } from '../concurrency/workerTask';
import type { LoadedImage } from '../symbols/images/loadedImages';
import type { Coverage } from './coverage';
import type { CoverageProtocol, CoverageSetup, PortOutput } from './thread/protocol';

/** The lines of a kernel with all its drivers take some seconds; a file that takes longer than this is given up, in milliseconds. */
const READ_LIMIT_MS = 300_000;
/** To read on in the log, which is never far behind, in milliseconds. */
const LOG_LIMIT_MS = 60_000;
const HEAP = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 32 };

type Requests = CoverageProtocol['requests'];

/** The thread begins so much later than the machine, unless somebody asks before, in milliseconds: a small guest has booted by then. */
const BEGIN_MS = 1000;

/** What a machine runs, read from QEMU's log on a thread of its own. Marks divide it into parts. */
export class CoverageThread {
  private readonly setup: CoverageSetup;
  private readonly stopped: Promise<void>;
  private over: () => void = () => undefined;
  private worker: WorkerTask<CoverageProtocol> | undefined;
  private isOver = false;

  /**
   * To be made before the guest runs. The files are opened at once: they may be removed before the thread is there.
   * @param file `coverageWorker.js`.
   * @param log The file that QEMU logs into, with `-d in_asm`.
   * @param spools Of the ports, when QEMU logs what UARTs are given; they are there already.
   * @param tasks The thread belongs to it.
   * @throws when the log cannot be read.
   */
  constructor(
    private readonly file: string,
    log: string,
    spools: readonly string[],
    tasks: TaskGroup,
  ) {
    this.setup = openedAll(log, spools);
    this.stopped = new Promise<void>((resolve) => (this.over = resolve)).then(() => this.close());
    tasks.adopt('thread', 'coverage', { stopped: this.stopped, stop: () => this.stop() });
    // It only waits.
    tasks.daemon('begin to read coverage', async ({ signal }) => {
      await delay(BEGIN_MS, signal);
      if (!this.isOver) this.begun();
    });
  }

  /**
   * What runs first from now on is another part.
   * @returns its number; the first part is 1.
   * @throws as {@link read} does.
   */
  mark(signal: AbortSignal): Promise<number> {
    return this.ask('mark', undefined, LOG_LIMIT_MS, signal);
  }

  /** To be called when QEMU has ended: reads the rest of its log. @throws as {@link read} does. */
  async end(signal: AbortSignal): Promise<void> {
    await this.ask('end', undefined, LOG_LIMIT_MS, signal);
  }

  /**
   * The lines and functions of images that have run up to now.
   * @throws `TimeoutError`; `WorkerDiedError` when the thread ends; `signal.reason` on abort.
   */
  read(images: readonly LoadedImage[], signal: AbortSignal): Promise<Coverage> {
    return this.ask('read', images, READ_LIMIT_MS, signal);
  }

  /**
   * Where in the output of a port each part begins, in bytes.
   * @returns undefined when QEMU has not logged all of that output.
   * @throws as {@link read} does.
   */
  partOffsets(output: PortOutput, signal: AbortSignal): Promise<readonly number[] | undefined> {
    return this.ask('partOffsets', output, LOG_LIMIT_MS, signal);
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.worker?.stop();
    this.over();
    await this.stopped;
  }

  /** @throws `WorkerDiedError` when it has been stopped. */
  private begun(): WorkerTask<CoverageProtocol> {
    if (this.worker) return this.worker;
    if (this.isOver) throw new WorkerDiedError('coverage', 'stopped');
    this.worker = new WorkerTask('coverage', this.file, this.setup, HEAP);
    void this.worker.stopped.then(() => this.over());
    return this.worker;
  }

  private close(): void {
    for (const file of [this.setup.log, ...this.setup.ports]) closeSync(file);
  }

  private async ask<K extends keyof Requests>(
    name: K,
    params: Requests[K]['params'],
    limitMs: number,
    signal: AbortSignal,
  ): Promise<Requests[K]['result']> {
    return await withTimeout(`coverage: ${name}`, limitMs, signal, (inner) =>
      this.begun().request(name, params, inner),
    );
  }
}

/** @throws when one cannot be opened; none is open then. */
function openedAll(log: string, spools: readonly string[]): CoverageSetup {
  const setup = { log: opened(log), ports: [] as number[] };
  try {
    for (const spool of spools) setup.ports.push(openSync(spool, 'r'));
    return setup;
  } catch (error) {
    for (const file of [setup.log, ...setup.ports]) closeSync(file);
    throw error;
  }
}

/** Somebody's own `-D` may name anything: a FIFO would keep us waiting for a writer. */
function opened(path: string): number {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (fstatSync(file).isFile()) return file;
  closeSync(file);
  throw new Error(
    l10n.t('QEMU logs into {0}, which is no ordinary file: nobody can say which lines run.', path),
  );
}
