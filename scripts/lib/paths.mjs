import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** What is fetched on first use and never committed; test-electron keeps its VS Code here too. */
export const cache = join(root, '.vscode-test');

export const sampleWorkspace = join(root, 'samples', 'workspace');
export const testWorkspace = join(root, 'test', 'e2e', 'workspace');

/** Screenshots, logs and test results, for people and for CI to keep. */
export const output = join(root, 'out');

/** Guests that are unpacked and not installed: see guests.mjs. */
export const guests = join(cache, 'guests');

/** Node 24 of the `node` devDependency. Scripts start on whatever Node there is; tools run on this one. */
export const node = join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/**
 * The environment for tools: our Node and our tools first on PATH.
 * @param {Record<string, string>} extra
 */
export function toolEnvironment(extra = {}) {
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(separator);
  // Some tools take CI=true for a terminal with colours, which a log file is not.
  const plain = process.stdout.isTTY ? {} : { NO_COLOR: '1' };
  return { ...process.env, ...plain, PATH: path, ...extra };
}

/**
 * The script behind a devDependency's command, e.g. `mocha`: run with `node`, so no shim or shell is needed.
 * @param {string} packageName
 * @param {string} command
 * @returns {string}
 */
export function toolScript(packageName, command = packageName) {
  const require = createRequire(join(root, 'package.json'));
  const manifest = join(root, 'node_modules', packageName, 'package.json');
  const { bin } = require(manifest);
  return join(dirname(manifest), typeof bin === 'string' ? bin : bin[command]);
}
