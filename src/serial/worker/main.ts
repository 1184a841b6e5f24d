import * as l10n from '@vscode/l10n';
import { parentPort, workerData } from 'node:worker_threads';
import { serveWorker, type WorkerVoice } from '../../concurrency/workerServer';
import type { SerialProtocol, SerialSetup } from '../protocol';
import { Outbox } from './outbox';
import { SerialRoom } from './serialWorker';

/* The entry of the serial worker thread: joins the room to the thread's message port. */
if (!parentPort) throw new Error('the serial worker runs as a worker thread only');

const setup = workerData as SerialSetup;
if (setup.translations) l10n.config({ contents: setup.translations });

const outbox = new Outbox((messages) => voice.post(messages));
const room = new SerialRoom(setup, outbox);
const voice: WorkerVoice<SerialProtocol> = serveWorker(parentPort, room.group, room.handlers);
// Closed when the group has ended; what is still open would keep the thread alive.
parentPort.once('close', () => room.close());
