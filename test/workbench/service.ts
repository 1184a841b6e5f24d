import { spawn } from 'node:child_process';
import { CommandError, which } from './run.mjs';
import { limit } from './scope.mjs';

/**
 * Starts a program that stays, in a process group of its own: a Ctrl-C in our terminal must reach us first, so
 * that things end in order. Should we be killed outright, the kernel ends it for us (Linux).
 * @returns the child, `lines(listener)`, `exited` (never rejects) and an idempotent `stop()`.
 */
export async function startService(command, args, { env, cwd, graceMs = 5000 } = {}) {
  const setpriv = process.platform === 'linux' ? await which('setpriv') : undefined;
  const whole = setpriv ? [setpriv, '--pdeathsig', 'TERM', '--', command, ...args] : [command, ...args];
  const child = spawn(whole[0], whole.slice(1), {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(new CommandError(command, args, `cannot be run: ${error.code}`)));
  });
  child.on('error', () => undefined);

  let stopping;
  const stop = () => (stopping ??= end(child, exited, graceMs));
  return { pid: child.pid, exited, stop, lines: (listener) => splitLines(child, listener) };
}

async function end(child, exited, graceMs) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    killGroup(child, signal);
    const status = await limit(exited, graceMs, 'it did not end').catch(() => undefined);
    if (status) break;
  }
  // Whoever is left in the group (a helper of the server) has no reason to outlive it.
  killGroup(child, 'SIGKILL');
  return exited;
}

function killGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function splitLines(child, listener) {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop();
      for (const line of lines) listener(line);
    });
    stream.on('end', () => rest && listener(rest));
  }
}
