import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { output, root } from '../lib/paths.mjs';
import { enter } from './enter.mjs';

const CONFIG = join(root, '.mocharc.integration.json');
const TESTS = join(root, 'test', 'integration');

/** Beside other work the longer one takes three quarters of an hour, in milliseconds. */
const SUITE_LIMIT_MS = 5_400_000;

/** @typedef {{ passes: number, failures: number, pending: number, failed: string[] }} Results of a mocha run */

/** The integration tests in two parts: those of the debugger, and the others. @returns {Promise<Map<string, string[]>>} */
export async function suites() {
  const files = (await readdir(TESTS, { recursive: true }))
    .filter((name) => name.endsWith('.test.ts'))
    .sort();
  const path = (name) => relative(root, join(TESTS, name));
  return new Map([
    ['integration', files.filter((name) => !name.startsWith('debug')).map(path)],
    ['debug', files.filter((name) => name.startsWith('debug')).map(path)],
  ]);
}

/**
 * Runs a part of the integration tests in a root folder.
 * @param {string} name For the files that it writes to out/.
 * @param {string} folder
 * @param {readonly string[]} files
 * @param {{ signal: AbortSignal, grep: string | undefined }} options
 * @returns {Promise<{ code: number, results: Results | undefined }>} no results: it ended before its end.
 */
export async function runSuite(name, folder, files, { signal, grep }) {
  const [config, results] = ['config', 'results'].map((kind) => join(output, `newer-${name}-${kind}.json`));
  await mkdir(output, { recursive: true });
  await rm(results, { force: true });
  await writeFile(config, JSON.stringify({ ...JSON.parse(await readFile(CONFIG, 'utf8')), spec: files }));
  const mocha = ['node', 'node_modules/mocha/bin/mocha.js', '--config', config, '--reporter', REPORTER];
  const command = [...mocha, ...(grep === undefined ? [] : ['--grep', grep])];
  const env = { QEMU_SERIAL_DEBUG_RESULTS: results };
  const code = await enter(folder, command, { signal, env, timeoutMs: SUITE_LIMIT_MS });
  const text = await readFile(results, 'utf8').catch(() => undefined);
  return { code, results: text === undefined ? undefined : JSON.parse(text) };
}

const REPORTER = 'test/run/reporter.ts';
