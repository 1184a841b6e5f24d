import { spawn } from 'node:child_process';
import { access, constants as modes } from 'node:fs/promises';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { limit } from './wait.mjs';

/** How long a program has to end in order before it is killed, in ms. */
const GRACE_MS = 20_000;

/** A program did not do what it was asked. */
class CommandError extends Error {
  name = 'CommandError';
  constructor(command, args, how, output = '') {
    super(`${[command, ...args].join(' ')}\n  ${how}${output ? `:\n${output.trimEnd()}` : ''}`);
  }
}

/**
 * The path of a program, or undefined.
 * @param {string} name
 */
export async function which(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (folder && (await isExecutable(file))) return file;
    }
  }
  return undefined;
}

export function isExecutable(file) {
  return access(file, modes.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {import('node:child_process').StdioOptions} [stdio] Of `run`; default: no input, output shown.
 * @property {AbortSignal} [signal] Ends it: SIGTERM, and SIGKILL after 20 s.
 * @property {number} [timeoutMs] Default: ten minutes.
 * @property {boolean} [allowFailure] Its exit code is no reason to throw.
 */

/**
 * Runs a program to its end with its output shown. An array of arguments, never a shell.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<number>} its exit code, 128 + n after signal n.
 * @throws {CommandError} when it fails, unless `allowFailure`; when it cannot be started; after `timeoutMs`.
 */
export async function run(command, args, options = {}) {
  const { stdio = ['ignore', 'inherit', 'inherit'], allowFailure = false } = options;
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio, windowsHide: true });
  const code = await ending(child, command, args, options);
  if (code !== 0 && !allowFailure) throw new CommandError(command, args, `failed with exit code ${code}`);
  return code;
}

/**
 * Runs a program to its end and returns what it printed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @throws {CommandError} as `run` does; the message holds what it printed on stderr.
 */
export async function capture(command, args, options = {}) {
  const stdio = ['ignore', 'pipe', 'pipe'];
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio, windowsHide: true });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const code = await ending(child, command, args, options);
  if (code !== 0 && !options.allowFailure)
    throw new CommandError(command, args, `failed with exit code ${code}`, stderr() || stdout());
  return { code, stdout: stdout(), stderr: stderr() };
}

function collect(stream) {
  const pieces = [];
  stream.on('data', (piece) => pieces.push(piece));
  return () => Buffer.concat(pieces).toString('utf8');
}

/** Waits for the end, whichever way it comes: exit, failing to start, the signal, the time limit. */
async function ending(child, command, args, { signal, timeoutMs = 600_000 }) {
  let grace;
  const ended = new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new CommandError(command, args, `cannot be run: ${error.code}`)));
    child.once('close', (code, name) => resolve(code ?? 128 + (numberOf[name] ?? 1)));
  });
  // Asked first: it may have processes of its own to end.
  const stop = () => {
    child.kill('SIGTERM');
    grace ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted) stop();
    return await limit(ended, timeoutMs, `${command} did not end`);
  } catch (error) {
    stop();
    await ended.catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(grace);
    signal?.removeEventListener('abort', stop);
  }
}

const numberOf = constants.signals;
