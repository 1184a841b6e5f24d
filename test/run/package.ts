/**
 * `npm run package`: a production build packed into out/*.vsix, and a look at what is in it and how large it is; and
 * one at what `npm pack` packs.
 * `-- --check` also installs it in a fresh headless VS Code and does the main job with it.
 */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serverMain, serverNode } from '../../scripts/lib/codeServer.mjs';
import { output, root } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { headlessJob } from '../workbench/headlessJob';
import { build } from './build';
import { command } from '../support/command';
import { temporaryDirectory } from '../support/temporary';
import { tarballProblems } from './npmTarball';
import { pack, packagedReadme, packedFiles, problems, type Manifest } from './vsix';

/** What every window loads, in bytes. */
const LARGEST_BUNDLE = 204_000;
/**
 * In bytes. It was 1 MB until coverage, tests, the console and sending came, each in a bundle that few windows load; then came the
 * tables of encodings and the walkthrough's pictures.
 */
const LARGEST_VSIX = 1_500_000;

interface Package extends Manifest {
  readonly name: string;
  readonly version: string;
}

command('npm run package', async (tasks) => {
  const { values: flags } = parseArgs({ options: { check: { type: 'boolean' } } });
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Package;
  const vsix = join(output, `${manifest.name}-${manifest.version}.vsix`);
  await mkdir(output, { recursive: true });
  await build({ production: true, signal: tasks.signal });
  await pack(root, vsix, tasks.signal);
  await inspect(vsix, manifest, tasks.signal);
  await inspectTarball(tasks);
  if (flags.check) await tryOut(vsix, tasks);
  return 0;
});

async function inspect(vsix: string, manifest: Manifest, signal: AbortSignal): Promise<void> {
  const names = await packedFiles(root, signal);
  const bundle = (await stat(join(root, 'dist', 'extension.js'))).size;
  const { size } = await stat(vsix);
  console.log(names.map((name) => `  ${name}`).join('\n'));
  console.log(`dist/extension.js ${kilobytes(bundle)}, VSIX ${kilobytes(size)}, ${names.length} files`);
  const readme = packagedReadme(await readFile(join(root, 'README.md'), 'utf8'));
  const wrong = problems(names, manifest, readme);
  if (bundle > LARGEST_BUNDLE) wrong.push(`dist/extension.js is larger than ${kilobytes(LARGEST_BUNDLE)}`);
  if (size > LARGEST_VSIX) wrong.push(`the VSIX is larger than ${kilobytes(LARGEST_VSIX)}`);
  if (wrong.length > 0) throw new Error(`The VSIX is not as it should be:\n  ${wrong.join('\n  ')}`);
}

async function inspectTarball(tasks: TaskGroup): Promise<void> {
  const wrong = await tarballProblems(await temporaryDirectory(tasks, 'qsd-npm-'), tasks.signal);
  if (wrong.length > 0) throw new Error(`The npm package is not as it should be:\n  ${wrong.join('\n  ')}`);
}

/** Installs the VSIX as a person does, into a VS Code that has nothing else, and uses it. */
async function tryOut(vsix: string, tasks: TaskGroup): Promise<void> {
  const home = await temporaryDirectory(tasks, 'qsd-vsix-');
  const extensionsDirectory = join(home, 'extensions');
  const data = ['--server-data-dir', join(home, 'data'), '--extensions-dir', extensionsDirectory];
  const args = [serverMain, ...data, '--accept-server-license-terms', '--install-extension', vsix];
  await run(serverNode, args, { signal: tasks.signal, timeoutMs: 120_000 });
  await headlessJob(tasks, { extension: [], extensionsDirectory });
}

function kilobytes(size: number): string {
  return `${(size / 1000).toFixed(0)} kB`;
}
