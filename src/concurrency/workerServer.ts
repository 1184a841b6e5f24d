import type { MessagePort } from 'node:worker_threads';
import { CancelledError, ChildAbortController } from './abort';
import type { TaskGroup } from './taskGroup';
import { ownThreadPath } from './workLimit';
import type { FromWorker, Params, PlainError, Result, ToWorker, WorkerProtocol } from './workerTask';

/** What the worker does with each request and with posts. */
export interface WorkerHandlers<P extends WorkerProtocol> {
  readonly requests: {
    [K in keyof P['requests'] & string]: (params: Params<P, K>, signal: AbortSignal) => Promise<Result<P, K>>;
  };
  post(body: P['toWorker']): void;
}

/** The main thread, for what a worker says without being asked. */
export interface MainThread<P extends WorkerProtocol> {
  post(body: P['fromWorker']): void;
}

/** How long a thread whose group has failed waits for the rest to end before it dies, in milliseconds. */
const FAILED_LIMIT_MS = 1000;

/**
 * The worker thread's end of a `WorkerTask`. Every request runs as a task of `group` with its own signal. When the
 * main thread says stop, the group is closed, its loops end in order, and the port is closed so that the thread
 * can end by itself. When the group fails, the thread ends with that failure, which the main thread hears as the
 * thread's death.
 */
export function serveWorker<P extends WorkerProtocol>(
  port: MessagePort,
  group: TaskGroup,
  handlers: WorkerHandlers<P>,
): MainThread<P> {
  const send = (message: FromWorker): void => port.postMessage(message);
  send({ kind: 'begun', path: ownThreadPath() });
  const requests = new Requests(group, handlers, send);
  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'request':
        requests.run(message);
        return;
      case 'abort':
        requests.abort(message.id);
        return;
      case 'post':
        handlers.post(message.body);
        return;
      case 'stop':
        group
          .close()
          .finally(() => port.close())
          .catch(die);
        return;
    }
  });
  group.onDidFail((error) => {
    group.close(FAILED_LIMIT_MS).then(() => die(error), die);
  });
  return { post: (body) => send({ kind: 'post', body }) };
}

/** The requests that are being answered, each a task that can be aborted. */
class Requests<P extends WorkerProtocol> {
  private readonly aborts = new Map<number, AbortController>();

  constructor(
    private readonly group: TaskGroup,
    private readonly handlers: WorkerHandlers<P>,
    private readonly send: (message: FromWorker) => void,
  ) {}

  run({ id, name, params }: ToWorker & { readonly kind: 'request' }): void {
    // Rejects only if the group does not run it, as it is closing or has failed.
    this.group
      .run(`answer ${name}`, () => this.answer(id, name, params))
      .catch((error: unknown) => this.refuse(id, error));
  }

  abort(id: number): void {
    this.aborts.get(id)?.abort(new CancelledError());
  }

  private async answer(id: number, name: string, params: unknown): Promise<void> {
    const controller = new ChildAbortController(this.group.signal);
    this.aborts.set(id, controller);
    try {
      const { requests } = this.handlers;
      if (!Object.hasOwn(requests, name)) throw new Error(`no such request: ${name}`);
      const handle = requests[name as keyof P['requests'] & string];
      this.send({ kind: 'reply', id, result: await handle(params, controller.signal) });
    } catch (error) {
      this.refuse(id, error);
    } finally {
      controller.dispose();
      this.aborts.delete(id);
    }
  }

  /** A failed request is the asker's to handle; it does not end the thread. */
  private refuse(id: number, error: unknown): void {
    this.send({ kind: 'failure', id, error: toPlain(error) });
  }
}

/** Ends this thread with an error, outside any promise, so that the runtime reports it as the thread's own. */
function die(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
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
  return { name, message, ...plainDetails(details) };
}

/** An error may carry anything, also what cannot be sent; its name and message matter more than the rest. */
function plainDetails(details: Record<string, unknown>): { details?: Record<string, unknown> } {
  try {
    return { details: JSON.parse(JSON.stringify(details)) as Record<string, unknown> };
  } catch {
    return {};
  }
}
