import type { TaskGroup } from '../../concurrency/taskGroup';
import { withTimeout } from '../../concurrency/timeout';
import { WorkerTask } from '../../concurrency/workerTask';
import type { SearchProtocol, TextOrder } from '../../serial/worker/search/protocol';

/** A few megabytes become text in less than a second, on a busy computer in some. In milliseconds. */
const LIMIT_MS = 20_000;

/**
 * A part of a spool as a person reads it, made by a thread of its own.
 * @param workerFile `dist/searchWorker.js`.
 * @throws when the spool cannot be read; `TimeoutError`; `signal.reason` on abort.
 */
export async function runText(
  workerFile: string,
  order: TextOrder,
  group: TaskGroup,
  signal: AbortSignal,
): Promise<string> {
  const worker = new WorkerTask<SearchProtocol>('text of a run', workerFile, undefined);
  group.adopt('thread', worker.name, { stopped: worker.stopped, stop: () => worker.terminate() });
  try {
    return await withTimeout('reading a run', LIMIT_MS, signal, (limited) =>
      worker.request('text', order, limited),
    );
  } finally {
    void worker.terminate();
  }
}
