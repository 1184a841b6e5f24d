import { execFileSync } from 'node:child_process';
import type { Logger } from '../../../src/log/logger';
import { SerialClient } from '../../../src/serial/client';
import { makePortFiles, type MakeFifos } from '../../../src/serial/portFiles';
import type { SerialSetup } from '../../../src/serial/protocol';

/** What a machine has its guard do. */
export const makeFifos: MakeFifos = (paths) => {
  execFileSync('mkfifo', ['-m', '600', '--', ...paths], {
    stdio: 'pipe',
  });
  return Promise.resolve();
};

/** Makes the files of ports and starts their worker thread, as the start of a machine does. */
export async function startSerialClient(
  workerFile: string,
  setup: SerialSetup,
  log: Logger,
  signal: AbortSignal,
): Promise<SerialClient> {
  await makePortFiles(setup, makeFifos);
  return await SerialClient.start(workerFile, setup, log, signal);
}
