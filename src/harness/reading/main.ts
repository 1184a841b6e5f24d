import { parentPort, workerData } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { TaskGroup } from '../../concurrency/taskGroup';
import { serveWorker } from '../../concurrency/workerServer';
import type { TestThreadProtocol, TestThreadSetup } from './protocol';
import { TestReader } from './testReader';

/* The entry of the thread that reads a guest's tests, where nothing else waits for them. */
if (!parentPort) throw new Error('tests are read on a worker thread only');

const setup = workerData as TestThreadSetup;
if (setup.translations) l10n.config({ contents: setup.translations });
const reader = new TestReader(setup);

serveWorker<TestThreadProtocol>(parentPort, new TaskGroup('tests'), {
  requests: { read: (order) => Promise.resolve(reader.read(order)) },
  post: () => undefined,
});
