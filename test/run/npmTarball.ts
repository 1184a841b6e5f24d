import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../../scripts/lib/dependencies.mjs';
import { node, root, toolEnvironment } from '../../scripts/lib/paths.mjs';
import { capture, run } from '../../scripts/lib/run.mjs';

/** All that `npm pack` packs. */
const FILES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'ThirdPartyNotices.txt',
  'dist/cli.js',
  'dist/guard.js',
  'dist/searchWorker.js',
  'dist/encodings.js',
  'dist/coverageWorker.js',
  'dist/serialWorker.js',
  'dist/testWorker.js',
  'package.json',
];

const LOG = "booting\nthread 'main' panicked at src/main.rs:4:5:\nthe end\n";

/**
 * Packs the npm package and uses its command where there is nothing else, on the Node that runs this.
 * @param folder Empty; the tarball is made and unpacked in it.
 * @returns what is wrong, one line each.
 */
export async function tarballProblems(folder: string, signal: AbortSignal): Promise<string[]> {
  const [program, first] = npm(node);
  const packing = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  await capture(program, [...first, ...packing], { cwd: root, env: toolEnvironment(), signal });
  const [tarball = ''] = await readdir(folder);
  await run('tar', ['-xzf', join(folder, tarball), '-C', folder], { signal });
  return [
    ...(await differences(join(folder, 'package'))),
    ...(await misreadings(folder, signal)),
    ...(await misjudged(folder, signal)),
  ];
}

async function differences(unpacked: string): Promise<string[]> {
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(unpacked.length + 1));
  return [
    ...FILES.filter((name) => !names.includes(name)).map((name) => `${name} is not in the npm package`),
    ...names
      .filter((name) => !FILES.includes(name))
      .map((name) => `${name} does not belong into the npm package`),
  ];
}

async function misreadings(folder: string, signal: AbortSignal): Promise<string[]> {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  await writeFile(join(folder, 'console.log'), LOG);
  const args = ['../package/dist/cli.js', 'report', '--json', '../console.log'];
  const { stdout } = await capture(node, args, { cwd: empty, env: toolEnvironment(), signal });
  const [log] = JSON.parse(stdout) as { reports: { system: string; startLine: number; endLine: number }[] }[];
  const [report] = log?.reports ?? [];
  const isRight = report?.system === 'rust' && report.startLine === 2 && report.endLine === 3;
  return isRight ? [] : [`the command of the npm package reads a log wrongly: ${stdout}`];
}

/** The sample guest, run by what is in the package: it has all that starts a machine. */
async function misjudged(folder: string, signal: AbortSignal): Promise<string[]> {
  const config = {
    type: 'qemu',
    kernel: join(root, 'media', 'guest', 'sample.elf'),
    steps: [{ waitFor: '> ' }, { send: 'poweroff\r' }],
  };
  await writeFile(join(folder, 'machine.json'), JSON.stringify(config));
  const args = ['../package/dist/cli.js', 'run', '../machine.json'];
  const { stdout } = await capture(node, args, {
    cwd: join(folder, 'empty'),
    env: toolEnvironment(),
    signal,
  });
  return stdout.endsWith('| The run has passed.\n')
    ? []
    : [`the command of the npm package runs wrongly: ${stdout}`];
}
