import { parentPort, workerData } from 'node:worker_threads';
import { STOP } from '../../concurrency/loop';
import { TaskGroup } from '../../concurrency/taskGroup';
import { delay } from '../../concurrency/timeout';
import { serveWorker } from '../../concurrency/workerServer';
import { FilePieces } from '../../log/filePieces';
import { coverageOf } from '../lines/coverageOf';
import { ExecutedCode } from '../trace/executedCode';
import type { CoverageProtocol, CoverageSetup } from './protocol';

/* The entry of a coverage thread: a machine's log and its symbol files are read here, where nothing else waits for them. */
if (!parentPort) throw new Error('coverage is read in a worker thread only');

/**
 * Between two looks, in milliseconds. An open watch would slow QEMU down; and Linux, which boots with 10 MB of log a
 * second, does not come near to what is kept of the log.
 */
const LOOK_MS = 500;

const { log, ports } = workerData as CoverageSetup;
const code = new ExecutedCode(log, ports.length > 0);
const group = new TaskGroup('coverage');
let hasEnded = false;

void group.loop('read QEMU’s log', async (context) => {
  await code.catchUp(context.signal);
  if (hasEnded) return STOP;
  await context.waitFor('the next look', delay(LOOK_MS, context.signal));
  return undefined;
});

serveWorker<CoverageProtocol>(parentPort, group, {
  requests: {
    mark: (_, signal) => code.mark(signal),
    end: async (_, signal) => {
      hasEnded = true;
      await code.catchUp(signal);
      return undefined;
    },
    read: async (images, signal) => {
      await code.catchUp(signal);
      const found = await coverageOf(code.runs, images, signal);
      return { ...found, isIncomplete: code.isIncomplete };
    },
    partOffsets: async ({ port, end }, signal) => {
      const fd = ports[port];
      await code.catchUp(signal);
      return fd === undefined ? undefined : code.partOffsets(new FilePieces(fd).all(end));
    },
  },
  post: () => undefined,
});
