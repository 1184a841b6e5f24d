import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from '../../scripts/lib/dependencies.mjs';
import { node, root, toolEnvironment } from '../../scripts/lib/paths.mjs';
import { messageOf } from '../../src/concurrency/messageOf';
import { capture, run, which } from '../../scripts/lib/run.mjs';

const SAMPLE = join(root, 'media', 'guest', 'sample.elf');

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
    ...(await misinstalled(folder, join(folder, tarball), signal)),
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
    kernel: SAMPLE,
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

/** What a bare machine has beside Node: a shell and coreutils, and QEMU. */
const PROGRAMS = ['sh', 'mkfifo', 'qemu-system-i386'];

/**
 * `npx` with the tarball, where there is nothing but Node and QEMU: an empty home and no network. The sample's tests pass, and leave
 * their results and which lines have run.
 */
async function misinstalled(folder: string, tarball: string, signal: AbortSignal): Promise<string[]> {
  const [bin, home] = [join(folder, 'bin'), join(folder, 'home')];
  await Promise.all([mkdir(bin), mkdir(home)]);
  await symlink(node, join(bin, 'node'));
  for (const name of PROGRAMS) await symlink((await which(name)) ?? name, join(bin, name));
  const config = {
    type: 'qemu',
    kernel: SAMPLE,
    network: 'none',
    append: 'test',
    args: ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
    success: [33],
    tests: { protocol: 'ktap' },
  };
  await writeFile(join(home, 'machine.json'), JSON.stringify(config));
  const [program, first] = npm(node);
  const command = [
    'qemu-serial-debug',
    'run',
    '--junit',
    'results.xml',
    '--lcov',
    'lines.info',
    'machine.json',
  ];
  const args = [...first, 'exec', '--yes', '--offline', '--package', tarball, '--', ...command];
  const env = { PATH: bin, HOME: home };
  try {
    const { stdout } = await capture((await which(program)) ?? program, args, { cwd: home, env, signal });
    const files = ['results.xml', 'lines.info'].map((name) => readFile(join(home, name), 'utf8'));
    const [xml = '', lines = ''] = await Promise.all(files);
    return [
      ...(stdout.endsWith('| The run has passed.\n') ? [] : [`npx runs wrongly: ${stdout}`]),
      ...(/failures="0" errors="0" skipped="1"/.test(xml) ? [] : [`npx leaves other results: ${xml}`]),
      ...(/^SF:.*tests\.c$/m.test(lines) && /^LH:[1-9]/m.test(lines)
        ? []
        : [`npx leaves other lines: ${lines.slice(0, 2000)}`]),
    ];
  } catch (error) {
    return [`npx does not run what is in the package: ${messageOf(error)}`];
  }
}
