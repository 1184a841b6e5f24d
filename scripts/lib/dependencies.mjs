import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { node, root } from './paths.mjs';
import { isExecutable, run } from './run.mjs';

/** `npm ci`, when what is in node_modules is not what package-lock.json asks for. */
export async function ensureDependencies({ signal } = {}) {
  if (await isCurrent()) return;
  await withLock('npm-ci', async () => {
    if (!(await isCurrent())) await install(signal);
  });
}

/**
 * Install scripts run for those packages only that package.json allows: not every npm looks there by itself, and
 * one that builds a native module, which we do not use, would want a compiler and Node's headers.
 */
async function install(signal) {
  console.log('npm ci: installing what package-lock.json asks for');
  const { allowScripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  const [program, first] = npm();
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await run(program, [...first, 'ci', '--ignore-scripts', ...quiet], { cwd: root, signal });
  await run(program, [...first, 'rebuild', ...quiet, ...allowed], { cwd: root, signal });
  if (!(await isCurrent()))
    throw new Error('npm ci ended well, but node_modules is not what package-lock.json says.');
}

/**
 * npm as Node runs it, so that no shell or `.cmd` is needed: npm says where it is when it started us.
 * @param runtime The Node that runs it.
 * @returns {[program: string, first: string[]]} the program, and its first arguments.
 */
export function npm(runtime = process.execPath) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [runtime, [script]] : ['npm', []];
}

/**
 * npm writes what it has installed to `node_modules/.package-lock.json` as the last thing, so a half-finished
 * install has none. Compared by content: a new date alone is no reason to install again.
 */
async function isCurrent() {
  const wanted = await lockfile(join(root, 'package-lock.json'));
  const installed = await lockfile(join(root, 'node_modules', '.package-lock.json'));
  if (!installed || !wanted || !(await isExecutable(node))) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      (installed[path] ? installed[path].version === entry.version : entry.optional || entry.peer),
  );
}

async function lockfile(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
