/** Key to echo by three roads, by turns of a few keys, so that whatever else the computer does meets all of them. */
import { isMainThread, workerData } from 'node:worker_threads';
import { serveFloor, startFloor } from '../echoes/floor';
import { startOurs } from '../echoes/ours';
import { startRaw } from '../echoes/raw';
import { program } from '../support/program';
import { measureTyping, type TypingOptions } from '../support/typing';

if (isMainThread) program(measure);
else serveFloor(workerData as string);

async function measure(options: TypingOptions): Promise<object> {
  const echoes = { raw: await startRaw(), floor: await startFloor(__filename), ours: await startOurs() };
  try {
    return await measureTyping(options, echoes);
  } finally {
    for (const echo of Object.values(echoes)) await echo.stop();
  }
}
