import { join } from 'node:path';
import { node, root, toolEnvironment } from './paths.mjs';
import { run } from './run.mjs';

/** It ends by itself or by the signal: some of them serve a window for a day. */
const NO_LIMIT_MS = 2 ** 31 - 1;

/**
 * Runs a TypeScript program of this repository on our own Node. Only after `setup`, which installs both.
 * @param {string} file Relative to the repository, e.g. `test/run/npmTest.ts`.
 * @param {AbortSignal} signal
 * @param {readonly string[]} args Default: those of this process.
 * @returns {Promise<number>} its exit code.
 */
export function runTypeScript(file, signal, args = process.argv.slice(2)) {
  const options = { cwd: root, env: toolEnvironment(), signal, timeoutMs: NO_LIMIT_MS, allowFailure: true };
  return run(node, ['--import', 'tsx', join(root, file), ...args], options);
}
