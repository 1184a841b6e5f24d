import { mkdtemp, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** The two programs that the machine room starts besides QEMU, as files that Node can run. */
export interface Bundles {
  readonly workerFile: string;
  readonly guardFile: string;
}

const ROOT = resolve(__dirname, '../..');
let made: Promise<Bundles> | undefined;

/** Bundled from the sources as they are now, once a test process: tests never run a stale `dist`. */
export function bundles(): Promise<Bundles> {
  made ??= make();
  return made;
}

async function make(): Promise<Bundles> {
  const folder = await mkdtemp(join(tmpdir(), 'qsd-bundles-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    await build({
      entryPoints: {
        serialWorker: join(ROOT, 'src/serial/worker/main.ts'),
        searchWorker: join(ROOT, 'src/serial/worker/search/main.ts'),
        guard: join(ROOT, 'src/machine/guard/main.ts'),
      },
      outdir: folder,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      sourcemap: 'inline',
      logLevel: 'warning',
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return { workerFile: join(folder, 'serialWorker.js'), guardFile: join(folder, 'guard.js') };
}
