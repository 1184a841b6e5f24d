import type { TaskGroup } from '../../../concurrency/taskGroup';
import { withTimeout } from '../../../concurrency/timeout';
import { WorkerTask } from '../../../concurrency/workerTask';
import type { OwnRules } from '../../protocol';
import type { CrashAnswer, CrashOrder, SearchProtocol } from './protocol';
import { LOOK_LIMIT_MS } from './searchThreads';

/** The first look waits for the thread's start, too, which takes long on a busy computer. In milliseconds. */
const FIRST_LIMIT_MS = 30_000;

const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

/** The thread on which a machine's ports are read for crashes: made for the first of them, and never the one that moves bytes. */
export class CrashThread {
  private worker: WorkerTask<SearchProtocol> | undefined;
  private limit = FIRST_LIMIT_MS;

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
    const answer = await withTimeout('a look for crashes', this.limit, signal, (inner) =>
      worker.request('readCrashes', order, inner),
    );
    this.limit = LOOK_LIMIT_MS;
    return answer;
  }

  private start(): WorkerTask<SearchProtocol> {
    const worker = new WorkerTask<SearchProtocol>('crashes', this.file, this.rules, HEAP);
    this.group.adopt('thread', 'crashes', { stopped: worker.stopped, stop: () => worker.terminate() });
    return worker;
  }
}
