import { spawn } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cache, node, root } from '../lib/paths.mjs';

const SCRIPT = fileURLToPath(new URL('enter.sh', import.meta.url));

/** Namespaces that end with us, however we end: `--kill-child` ends what is in them with `unshare`. */
const NAMESPACES = ['--pdeathsig', 'KILL', '--', 'unshare', '--mount', '--pid', '--fork', '--kill-child'];

/**
 * Runs a program as root in a root folder, with its output shown. It has mounts and processes of its own; nothing of
 * either is left when it has ended, by itself, by the signal or because this process was killed.
 * @param {string} folder The root folder.
 * @param {readonly string[]} command Program and arguments; `node` is the Node of this checkout.
 * @param {{ signal: AbortSignal, env?: Record<string, string>, timeoutMs?: number }} options
 * @returns {Promise<number>} its exit code.
 * @throws when it cannot be run, or has not ended within `timeoutMs` (default: 30 minutes).
 */
export async function enter(folder, command, { signal, env = {}, timeoutMs = 1_800_000 }) {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  // The cache may be a link to somewhere else.
  const args = [...NAMESPACES, 'sh', SCRIPT, folder, root, await realpath(cache), ...command];
  stop.throwIfAborted();
  const child = spawn('setpriv', args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...ENVIRONMENT, ...env },
    signal: stop,
    killSignal: 'SIGKILL',
  });
  return await new Promise((resolve, reject) => {
    child.once('error', (error) => {
      if (signal.aborted) return;
      const how = stop.aborted
        ? `did not end within ${timeoutMs / 1000} s`
        : `cannot be run: ${error.message}`;
      reject(new Error(`${command.join(' ')}: ${how}`));
    });
    child.once('close', (code, by) => {
      if (signal.aborted) reject(signal.reason);
      else resolve(code ?? (by === null ? 1 : 128));
    });
  });
}

const ENVIRONMENT = {
  PATH: [dirname(node), '/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].join(
    ':',
  ),
  HOME: '/root',
  LANG: 'C.UTF-8',
  NO_COLOR: '1',
};
