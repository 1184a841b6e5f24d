import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { programs } from './benchBuild.mjs';
import { node, toolEnvironment } from './paths.mjs';
import { limit } from './scope.mjs';

const LIMIT_MS = 300_000;

/**
 * Runs one bench program (test/bench/programs) as a process of its own, in a process group of its own, and returns
 * its result. What it leaves in its group is killed.
 * @param runtime Another Node to run it with.
 * @throws when it fails, or takes longer than five minutes.
 */
export async function runProgram(name, options = {}, { runtime = node, signal } = {}) {
  const child = spawn(runtime, [join(programs, `${name}.js`), JSON.stringify(options)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: toolEnvironment(),
    detached: true,
  });
  const kill = () => killGroup(child.pid);
  signal?.addEventListener('abort', kill, { once: true });
  try {
    return await limit(resultOf(child, name), LIMIT_MS, `${name} did not end`);
  } finally {
    signal?.removeEventListener('abort', kill);
    kill();
  }
}

function resultOf(child, name) {
  return new Promise((resolve, reject) => {
    let result;
    child.on('message', (message) => (result = message));
    child.once('error', reject);
    child.once('exit', (code, signalName) => {
      if (code === 0 && result) resolve(result);
      else reject(new Error(`the bench program ${name} ended with ${signalName ?? code}`));
    });
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
