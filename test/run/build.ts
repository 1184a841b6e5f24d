import { node, root, toolEnvironment } from './paths.mjs';
import { run } from './run.mjs';

/** Builds the extension into dist/. */
export function build({ production = false, signal } = {}) {
  const args = ['esbuild.mjs', ...(production ? ['--production'] : [])];
  return run(node, args, { cwd: root, env: toolEnvironment(), signal });
}
