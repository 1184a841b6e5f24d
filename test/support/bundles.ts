import { join } from 'node:path';
import { bundle } from './bundle';

/** The programs that the machine room starts besides QEMU, as files that Node can run. */
export interface Bundles {
  readonly workerFile: string;
  /** Beside the worker's, where it looks for it. */
  readonly searchFile: string;
  readonly coverageFile: string;
  readonly testFile: string;
  readonly guardFile: string;
}

let made: Promise<Bundles> | undefined;

/** Bundled once a test process. */
export function bundles(): Promise<Bundles> {
  made ??= make();
  return made;
}

async function make(): Promise<Bundles> {
  const folder = await bundle({
    serialWorker: 'src/serial/worker/main.ts',
    searchWorker: 'src/serial/worker/search/main.ts',
    encodings: 'src/serial/worker/encoding/encodings.ts',
    coverageWorker: 'src/coverage/thread/main.ts',
    testWorker: 'src/harness/reading/main.ts',
    guard: 'src/machine/guard/main.ts',
  });
  return {
    workerFile: join(folder, 'serialWorker.js'),
    searchFile: join(folder, 'searchWorker.js'),
    coverageFile: join(folder, 'coverageWorker.js'),
    testFile: join(folder, 'testWorker.js'),
    guardFile: join(folder, 'guard.js'),
  };
}
