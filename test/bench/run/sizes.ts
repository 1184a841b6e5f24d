import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { benchOutput, shipped } from './benchBuild.mjs';
import { node, toolEnvironment, toolScript } from './paths.mjs';
import { capture } from './run.mjs';

/** Packs the bundled extension as `npm run package` does, and weighs it. In bytes. */
export async function measureSizes(scope) {
  const vsix = join(benchOutput, 'extension.vsix');
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const args = [toolScript('@vscode/vsce', 'vsce'), 'package', ...flags, '--out', vsix];
  await capture(node, args, { cwd: shipped, env: toolEnvironment(), signal: scope.signal });
  const size = async (path) => (await stat(path)).size;
  return {
    extension: await size(join(shipped, 'dist', 'extension.js')),
    worker: await size(join(shipped, 'dist', 'serialWorker.js')),
    vsix: await size(vsix),
  };
}
