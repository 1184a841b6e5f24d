import { copyFile, cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../lib/run.mjs';
import { build } from './build.mjs';

const PACKAGE = fileURLToPath(new URL('../../test/guests/edk2/FaultPkg', import.meta.url));

/** A handful of libraries and a file, in milliseconds; mostly Python that thinks about them. */
const BUILD_LIMIT_MS = 1_800_000;

/** Without link-time optimisation, which would leave nothing of a function with a name. */
const TOOLCHAIN = 'GCC49';
const OUTPUT = join('Build', 'Fault', `DEBUG_${TOOLCHAIN}`, 'X64');

/** What a firmware of Debian's is called in its package, and here. */
const FIRMWARE = {
  ovmf: { 'OVMF/OVMF_CODE_4M.fd': 'ovmf.fd', 'OVMF/OVMF_VARS_4M.fd': 'ovmfVariables.fd' },
  'qemu-efi-aarch64': { 'qemu-efi-aarch64/QEMU_EFI.fd': 'arm64.fd' },
};

/**
 * UEFI firmware as Debian has it, which is a release and names none of its own drivers, and an application from the
 * sources of the same version, built with EDK2's own tools: `Fault.efi` and its symbols, `Fault.debug`.
 * @type {import('./kernels.mjs').Recipe}
 */
export const edk2 = { release: 'bookworm', version: 1, make: makeApplication };

async function makeApplication(folder, apt, signal) {
  const source = join(folder, 'source');
  await apt.source(source, 'edk2');
  await cp(PACKAGE, join(source, 'FaultPkg'), { recursive: true });
  await build(join(source, 'BaseTools', 'Source', 'C'), ['GenFw'], signal);
  for (const name of ['target', 'tools_def', 'build_rule'])
    await copyFile(
      join(source, 'BaseTools', 'Conf', `${name}.template`),
      join(source, 'Conf', `${name}.txt`),
    );
  await buildPackage(source, signal);
  for (const name of ['Fault.efi', 'Fault.debug'])
    await rename(join(source, OUTPUT, name), join(folder, name));
  await rm(source, { recursive: true });
  for (const [name, files] of Object.entries(FIRMWARE)) await fetchFirmware(folder, apt, name, files);
}

async function buildPackage(source, signal) {
  const tools = join(source, 'BaseTools');
  const programs = [join(tools, 'Source', 'C', 'bin'), join(tools, 'BinWrappers', 'PosixLike')];
  const python = join(tools, 'Source', 'Python');
  const env = {
    PATH: [...programs, process.env.PATH].join(':'),
    HOME: process.env.HOME,
    LC_ALL: 'C',
    WORKSPACE: source,
    EDK_TOOLS_PATH: tools,
    PYTHONPATH: python,
    PYTHON_COMMAND: 'python3',
  };
  const what = ['-a', 'X64', '-t', TOOLCHAIN, '-b', 'DEBUG', '-p', 'FaultPkg/FaultPkg.dsc'];
  const args = ['-n', '15', 'python3', join(python, 'build', 'build.py'), '-q', ...what];
  await run('nice', args, { cwd: source, env, signal, timeoutMs: BUILD_LIMIT_MS });
}

async function fetchFirmware(folder, apt, name, files) {
  const aside = join(folder, 'unpacked');
  await mkdir(aside);
  await apt.unpack(aside, name);
  for (const [from, to] of Object.entries(files))
    await rename(join(aside, 'usr', 'share', from), join(folder, to));
  await rm(aside, { recursive: true });
}
