import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type * as DebugAdapter from '../../src/debug/main';

const ROOT = resolve(__dirname, '../..');
let made: Promise<typeof DebugAdapter> | undefined;

/** The debug adapter as the extension loads it: bundled the same way, from the sources as they are now. */
export function debugAdapter(): Promise<typeof DebugAdapter> {
  made ??= make();
  return made;
}

async function make(): Promise<typeof DebugAdapter> {
  const folder = await mkdtemp(join(tmpdir(), 'qsd-adapter-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'debugAdapter.js');
  await build({
    entryPoints: [join(ROOT, 'src/debug/main.ts')],
    outfile,
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['*.node'],
    alias: { serialport: './src/debug/gdb/process/noSerialport.ts' },
    mainFields: ['module', 'main'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return createRequire(__filename)(outfile) as typeof DebugAdapter;
}
