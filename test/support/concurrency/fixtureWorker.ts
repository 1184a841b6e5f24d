import { open } from 'node:fs/promises';
import { parentPort, threadId } from 'node:worker_threads';
import { TaskGroup } from '../../../src/concurrency/taskGroup';
import { TimeoutError } from '../../../src/concurrency/timeout';
import { serveWorker } from '../../../src/concurrency/workerServer';
import { aborted } from '../aborted';

/** What the worker of the tests can do, each of it one awkward case. */
export interface FixtureProtocol {
  readonly requests: {
    readonly add: { readonly params: readonly number[]; readonly result: number };
    readonly hang: { readonly params: undefined; readonly result: never };
    readonly timeOut: { readonly params: string; readonly result: never };
    readonly failOddly: { readonly params: undefined; readonly result: never };
    readonly unclonable: { readonly params: undefined; readonly result: unknown };
    readonly die: { readonly params: number; readonly result: never };
    readonly crash: { readonly params: string; readonly result: never };
    readonly block: { readonly params: undefined; readonly result: never };
    /** Opens a pipe for writing, which waits in the system until somebody reads it. */
    readonly openPipe: { readonly params: string; readonly result: never };
    readonly failGroup: { readonly params: string; readonly result: string };
    readonly threadId: { readonly params: undefined; readonly result: number };
  };
  readonly toWorker: { readonly text: string };
  readonly fromWorker: string;
}

const port = parentPort;
if (!port) throw new Error('this runs as a worker thread only');

const group = new TaskGroup('fixture');
const mainThread = serveWorker<FixtureProtocol>(port, group, {
  requests: {
    add: (numbers) => Promise.resolve(numbers.reduce((sum, number) => sum + number, 0)),
    hang: async (_, signal) => {
      mainThread.post('hanging');
      try {
        return await aborted(signal);
      } finally {
        mainThread.post('hang ended');
      }
    },
    timeOut: (what) => Promise.reject(new TimeoutError(what, 5)),
    failOddly: () => Promise.reject(Object.assign(new RangeError('odd'), { big: 1n, code: 'EODD' })),
    unclonable: () => Promise.resolve(() => undefined),
    die: (code) => process.exit(code),
    crash: (text) => {
      setImmediate(() => {
        throw new Error(text);
      });
      return new Promise<never>(() => undefined);
    },
    block: () => {
      mainThread.post('blocking');
      for (;;);
    },
    openPipe: async (path) => {
      const opening = open(path, 'w');
      mainThread.post('opening');
      await (await opening).close();
      throw new Error('not reached in a test');
    },
    failGroup: async (text, signal) => {
      void group.run('bad', () => Promise.reject(new Error(text)));
      return await aborted(signal);
    },
    threadId: () => Promise.resolve(threadId),
  },
  post: ({ text }) => mainThread.post(`heard ${text}`),
});
