import type { TaskGroup } from '../../../concurrency/taskGroup';
import { delay } from '../../../concurrency/timeout';
import { WorkerTask } from '../../../concurrency/workerTask';
import type { OutputRequests } from '../../../serial/outputProtocol';

type OutputProtocol = {
  readonly requests: OutputRequests;
  readonly toWorker: never;
  readonly fromWorker: never;
};

/** A few megabytes as text, and no more. */
const HEAP = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 };

/** It ends when nobody has asked for this long, in milliseconds. */
const IDLE_MS = 10_000;

/** The thread that reads, searches and saves what ports have said; made when it is first asked, and again if it has ended. */
export class OutputThread {
  private worker: WorkerTask<OutputProtocol> | undefined;
  private open = 0;
  private asked = 0;

  constructor(
    private readonly tasks: TaskGroup,
    /** `dist/searchWorker.js`. */
    private readonly file: string,
  ) {}

  /** @throws what the other side throws; `WorkerDiedError` when the thread ends; `signal.reason` on abort. */
  async request<K extends keyof OutputRequests>(
    name: K,
    params: OutputRequests[K]['params'],
    signal: AbortSignal,
  ): Promise<OutputRequests[K]['result']> {
    const worker = (this.worker ??= this.start());
    this.open++;
    this.asked++;
    try {
      return await worker.request(name, params, signal);
    } finally {
      this.open--;
      this.leave(worker);
    }
  }

  private leave(worker: WorkerTask<OutputProtocol>): void {
    const { tasks, asked } = this;
    if (this.open > 0 || tasks.isClosing || tasks.signal.aborted) return;
    // It only waits.
    tasks.daemon('keep the thread of serial output for a while', async ({ signal }) => {
      await delay(IDLE_MS, signal);
      if (this.open > 0 || this.asked !== asked || this.worker !== worker) return;
      this.worker = undefined;
      await worker.terminate();
    });
  }

  private start(): WorkerTask<OutputProtocol> {
    const worker = new WorkerTask<OutputProtocol>('serial output', this.file, undefined, HEAP);
    this.tasks.adopt('thread', worker.name, { stopped: worker.stopped, stop: () => worker.terminate() });
    void worker.stopped.then(() => {
      if (this.worker === worker) this.worker = undefined;
    });
    return worker;
  }
}
