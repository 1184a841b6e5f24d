import { join, resolve } from 'node:path';

/** A bundled program lies in out/bench/programs. */
export const ROOT = resolve(__dirname, '..', '..', '..');
/** The extension as it is shipped: bundled for production. */
const EXTENSION = join(ROOT, 'out', 'bench', 'extension');
export const COVERAGE_FILE = join(EXTENSION, 'dist', 'coverageWorker.js');
export const WORKER_FILE = join(EXTENSION, 'dist', 'serialWorker.js');
export const GUARD_FILE = join(EXTENSION, 'dist', 'guard.js');
/** Where the programs of the bench keep what QEMU can do. */
export const FEATURES_FILE = join(ROOT, 'out', 'bench-features.json');
