import { IdleEnd } from '../../../concurrency/idleEnd';
import type { TaskGroup } from '../../../concurrency/taskGroup';
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
  private readonly idle = new IdleEnd(IDLE_MS);

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
    const use = this.idle.use();
    try {
      return await (this.worker ??= this.start()).request(name, params, signal);
    } finally {
      use.dispose();
    }
  }

  private start(): WorkerTask<OutputProtocol> {
    const { tasks } = this;
    const worker = new WorkerTask<OutputProtocol>('serial output', this.file, undefined, HEAP);
    const forget = (): void => {
      if (this.worker === worker) this.worker = undefined;
    };
    tasks.adopt('thread', worker.name, { stopped: worker.stopped, stop: () => worker.terminate() });
    void worker.stopped.then(forget);
    // It only waits.
    tasks.daemon('end of the thread of serial output', ({ signal }) =>
      this.idle.waitFor(worker, signal, () => {
        forget();
        return worker.terminate();
      }),
    );
    return worker;
  }
}
