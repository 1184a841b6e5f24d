import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { untar } from './debianApt.mjs';

const CONFIG = fileURLToPath(new URL('riscv.config', import.meta.url));
const SOURCE = 'linux-source-6.12';

/**
 * Linux for riscv64 with KASLR, which it can since 6.7 and Debian's does not have: a small one, built from Debian's
 * source. `vmlinux` (symbols), `Image`, and `dtc`, with which a test writes a seed into a device tree. The sources are
 * not kept: for the symbols they are somewhere else, as a distribution's are.
 * @type {import('./kernels.mjs').Recipe}
 */
export const riscvKernel = { release: 'trixie', version: 2, make: makeKernel };

async function makeKernel(folder, apt, signal) {
  const [source, objects] = ['source', 'objects'].map((name) => join(folder, name));
  await mkdir(source);
  await mkdir(objects);
  await apt.unpack(folder, SOURCE);
  const archive = join(folder, 'usr', 'src', `${SOURCE}.tar.xz`);
  await untar(archive, source, signal);
  await rm(join(folder, 'usr'), { recursive: true });
  const variables = ['ARCH=riscv', 'CROSS_COMPILE=riscv64-linux-gnu-', `O=${objects}`];
  await build(source, [...variables, `KCONFIG_ALLCONFIG=${CONFIG}`, 'allnoconfig'], signal);
  await build(source, [...variables, 'Image'], signal);
  await rename(join(objects, 'vmlinux'), join(folder, 'vmlinux'));
  await rename(join(objects, 'arch', 'riscv', 'boot', 'Image'), join(folder, 'Image'));
  await rename(join(objects, 'scripts', 'dtc', 'dtc'), join(folder, 'dtc'));
  for (const each of [source, objects]) await rm(each, { recursive: true });
}
