import { availableParallelism } from 'node:os';
import { run } from '../lib/run.mjs';

/** A kernel takes minutes on a quiet computer; this is for a busy one, in milliseconds. */
const BUILD_LIMIT_MS = 5_400_000;

/**
 * Runs make in a folder, with all processors but behind everything else that runs.
 * @param {string} folder
 * @param {readonly string[]} args Targets and variables.
 * @param {AbortSignal} signal
 * @throws with what make has said.
 */
export async function build(folder, args, signal) {
  const make = ['make', '--silent', '-C', folder, `-j${availableParallelism()}`, ...args];
  // The variables of a make or of a person would change what is built.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C' };
  await run('nice', ['-n', '15', ...make], { signal, env, timeoutMs: BUILD_LIMIT_MS });
}
