import type { MessagePort, Transferable } from 'node:worker_threads';
import { CancelledError } from './abort';
import type { TaskGroup } from './taskGroup';
import type { FromWorker, Params, PlainError, Result, ToWorker, WorkerProtocol } from './workerTask';

/** What the worker does with each request and with posts. */
export interface WorkerHandlers<P extends WorkerProtocol> {
  readonly requests: {
    [K in keyof P['requests'] & string]: (params: Params<P, K>, signal: AbortSignal) => Promise<Result<P, K>>;
  };
  post(body: P['toWorker']): void;
}

/** The worker's way to speak without being asked. */
export interface WorkerVoice<P extends WorkerProtocol> {
  post(body: P['fromWorker'], transfer?: readonly Transferable[]): void;
}

/**
 * The worker thread's end of a `WorkerTask`. Every request runs as a task of `group` with its own signal. When the
 * main thread says stop, the group is closed, its loops end in order, and the port is closed so that the thread
 * can end by itself.
 * @param beforeClose Runs first on stop: what must still be read, written or delivered.
 */
export function serveWorker<P extends WorkerProtocol>(
  port: MessagePort,
  group: TaskGroup,
  handlers: WorkerHandlers<P>,
  beforeClose: () => Promise<void> = () => Promise.resolve(),
): WorkerVoice<P> {
  const aborts = new Map<number, AbortController>();
  const send = (message: FromWorker, transfer: readonly Transferable[] = []): void =>
    port.postMessage(message, transfer);

  const answer = async (id: number, name: string, params: unknown): Promise<void> => {
    const controller = new AbortController();
    aborts.set(id, controller);
    const stop = (): void => controller.abort(group.signal.reason);
    group.signal.addEventListener('abort', stop, { once: true });
    try {
      const handle = handlers.requests[name as keyof P['requests'] & string];
      send({ kind: 'reply', id, result: await handle(params, controller.signal) });
    } catch (error) {
      // A failed request is the asker's to handle; it does not end the thread.
      send({ kind: 'failure', id, error: toPlain(error) });
    } finally {
      group.signal.removeEventListener('abort', stop);
      aborts.delete(id);
    }
  };

  const end = async (): Promise<void> => {
    try {
      await beforeClose();
    } finally {
      await group.close().finally(() => port.close());
    }
  };

  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'request':
        void group.run(`answer ${message.name}`, () => answer(message.id, message.name, message.params));
        return;
      case 'abort':
        aborts.get(message.id)?.abort(new CancelledError());
        return;
      case 'post':
        handlers.post(message.body);
        return;
      case 'stop':
        // Rethrown by the runtime as this thread's error, which the main thread hears as its death.
        void end();
        return;
    }
  });
  return { post: (body, transfer) => send({ kind: 'post', body }, transfer) };
}

function toPlain(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const {
    name,
    message,
    stack: _stack,
    cause: _cause,
    ...details
  } = error as Error & Record<string, unknown>;
  return { name, message, details: JSON.parse(JSON.stringify(details)) as Record<string, unknown> };
}
