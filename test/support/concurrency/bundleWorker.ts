import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A worker's entry point as one JavaScript file. */
export interface BundledWorker {
  readonly file: string;
  /** Removes the file. */
  remove(): void;
}

/** Bundles a TypeScript worker the way the extension's are, for tests: worker threads do not read TypeScript. */
export function bundleWorker(entry: string): BundledWorker {
  const directory = mkdtempSync(join(tmpdir(), 'worker-test-'));
  const file = join(directory, `${basename(entry, '.ts')}.js`);
  buildSync({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
  return { file, remove: () => rmSync(directory, { recursive: true }) };
}
