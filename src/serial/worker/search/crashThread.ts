import type { TaskGroup } from '../../../concurrency/taskGroup';
import { WorkerTask } from '../../../concurrency/workerTask';
import { withWorkLimit } from '../../../concurrency/workLimit';
import type { OwnRules } from '../../protocol';
import type { CrashAnswer, CrashOrder, SearchProtocol } from './protocol';
import { LOOK_LIMIT_MS } from './searchThreads';

const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

/** The thread on which a machine's ports are read for crashes: made for the first of them, and never the one that moves bytes. */
export class CrashThread {
  private worker: WorkerTask<SearchProtocol> | undefined;

  constructor(
    private readonly group: TaskGroup,
    /** `searchWorker.js`. */
    private readonly file: string,
    /** The person's own. */
    private readonly rules: OwnRules | undefined,
  ) {}

  /** @throws `TimeoutError`; `WorkerDiedError` when the thread ends; `signal.reason` on abort. */
  async read(order: CrashOrder, signal: AbortSignal): Promise<CrashAnswer> {
    const worker = (this.worker ??= this.start());
    return await withWorkLimit('a look for crashes', LOOK_LIMIT_MS, worker, signal, (inner) =>
      worker.request('readCrashes', order, inner),
    );
  }

  private start(): WorkerTask<SearchProtocol> {
    const worker = new WorkerTask<SearchProtocol>('crashes', this.file, this.rules, HEAP);
    this.group.adopt('thread', 'crashes', { stopped: worker.stopped, stop: () => worker.terminate() });
    return worker;
  }
}
