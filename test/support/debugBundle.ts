import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as DebugAdapter from '../../src/debug/main';
import { bundle } from './bundle';

let made: Promise<typeof DebugAdapter> | undefined;

/** The debug adapter as the extension loads it: bundled the same way, from the sources as they are now. */
export function debugAdapter(): Promise<typeof DebugAdapter> {
  made ??= make();
  return made;
}

async function make(): Promise<typeof DebugAdapter> {
  const folder = await bundle(
    { debugAdapter: 'src/debug/main.ts' },
    {
      external: ['*.node'],
      alias: { serialport: './src/debug/gdb/process/noSerialport.ts' },
      mainFields: ['module', 'main'],
    },
  );
  return createRequire(__filename)(join(folder, 'debugAdapter.js')) as typeof DebugAdapter;
}
