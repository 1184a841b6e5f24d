import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pack } from '../../run/vsix';
import { benchOutput, shipped } from './build';

/** Packs the bundled extension as `npm run package` does, and weighs it. In bytes. */
export async function measureSizes(
  signal: AbortSignal,
): Promise<Record<'extension' | 'worker' | 'vsix', number>> {
  const vsix = join(benchOutput, 'extension.vsix');
  await pack(shipped, vsix, signal);
  const size = async (path: string): Promise<number> => (await stat(path)).size;
  return {
    extension: await size(join(shipped, 'dist', 'extension.js')),
    worker: await size(join(shipped, 'dist', 'serialWorker.js')),
    vsix: await size(vsix),
  };
}
