/**
 * What `npm run coverage` does once everything is installed: runs the unit and integration suites with V8's coverage
 * on, in all of their processes and worker threads, and prints the share of lines by room. What runs in bundles
 * counts by their source maps. Fails when a suite does, or a room is below 90 %. `-- --report` only prints again what the last run found; `-- --files` lists every file.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { transform } from 'esbuild';
import { node, output, root, toolEnvironment, toolScript } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { command } from '../support/command';
import { byRoom, coverageTable, roomsBelow, type FileCoverage } from './coverageTable';

const folder = join(output, 'coverage');
const raw = join(folder, 'raw');
const LIMIT_MS = 3_600_000;
/** The share of its lines that each room must have covered. */
const ENOUGH = 0.9;

command('npm run coverage', async ({ signal }) => {
  const { values: flags } = parseArgs({
    options: { report: { type: 'boolean', default: false }, files: { type: 'boolean', default: false } },
  });
  const failed = flags.report ? 0 : await runSuites(signal);
  await report(signal);
  const files = await readSummary();
  if (flags.files) for (const { path, covered, total } of files) console.log(`${path}  ${covered}/${total}`);
  const rooms = byRoom(files);
  console.log(coverageTable(rooms));
  const below = roomsBelow(rooms, ENOUGH);
  for (const { room } of below) console.log(`${room} has less than ${ENOUGH * 100} % of its lines covered.`);
  return failed + below.length;
});

/** @returns the number of suites with failures: the others' coverage is of use all the same. */
async function runSuites(signal: AbortSignal): Promise<number> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(raw, { recursive: true });
  const env = toolEnvironment({ NODE_V8_COVERAGE: raw });
  let failed = 0;
  for (const config of ['.mocharc.json', '.mocharc.integration.json']) {
    const args = [toolScript('mocha'), '--config', config, '--reporter', 'dot'];
    const code = await run(node, args, { cwd: root, env, signal, timeoutMs: LIMIT_MS, allowFailure: true });
    if (code !== 0) failed++;
  }
  return failed;
}

async function report(signal: AbortSignal): Promise<void> {
  const args = [
    ...[toolScript('c8'), 'report', '--temp-directory', raw, '--reports-dir', folder],
    ...['--reporter', 'json-summary', '--reporter', 'html'],
    // Bundles are no sources of ours, what their maps lead to is.
    ...['--include', 'src/**', '--exclude', '**/*.test.ts', '--exclude-after-remap'],
    ...['--all', '--merge-async'],
  ];
  await run(node, ['--max-old-space-size=8192', ...args], {
    cwd: root,
    env: toolEnvironment(),
    signal,
    timeoutMs: LIMIT_MS,
  });
}

type Summary = Readonly<
  Record<string, { readonly lines: { readonly covered: number; readonly total: number } }>
>;

async function readSummary(): Promise<FileCoverage[]> {
  const summary = JSON.parse(await readFile(join(folder, 'coverage-summary.json'), 'utf8')) as Summary;
  const files: FileCoverage[] = [];
  for (const [file, { lines }] of Object.entries(summary)) {
    if (file === 'total' || (lines.covered === 0 && (await hasNoCode(file)))) continue;
    files.push({ path: relative(root, file), ...lines });
  }
  return files;
}

/** A file of types only is never loaded, and cannot be covered. */
async function hasNoCode(file: string): Promise<boolean> {
  const { code } = await transform(await readFile(file, 'utf8'), { loader: 'ts', minify: true });
  return /^(import"[^"]*";|export\{\};|\s)*$/.test(code);
}
