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

/** The thread that reads, searches and saves what ports have said; made when it is first asked, and again if it has ended. */
export class OutputThread {
  private worker: WorkerTask<OutputProtocol> | undefined;

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
    return await worker.request(name, params, signal);
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
