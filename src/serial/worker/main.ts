import * as l10n from '@vscode/l10n';
import { parentPort, workerData } from 'node:worker_threads';
import { serveWorker, type MainThread } from '../../concurrency/workerServer';
import type { SerialProtocol, SerialSetup } from '../protocol';
import { Outbox } from './outbox';
import { SerialWorker } from './serialWorker';

/* The entry of the serial worker thread: connects the worker to the thread's message port. */
if (!parentPort) throw new Error('the serial worker runs as a worker thread only');

const setup = workerData as SerialSetup;
if (setup.translations) l10n.config({ contents: setup.translations });

const outbox = new Outbox((messages) => mainThread.post(messages));
const worker = new SerialWorker(setup, outbox);
const mainThread: MainThread<SerialProtocol> = serveWorker(parentPort, worker.group, worker.handlers);
// Closed when the group has ended; what is still open would keep the thread alive.
parentPort.once('close', () => worker.close());
