import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildModule } from './debianModule.mjs';

/**
 * A kernel of Debian's for clouds, and its symbol file: `vmlinuz` and `vmlinux`. It has KASLR, as all of Debian's for
 * this architecture.
 * @param {'amd64' | 'arm64'} arch
 * @param {{ hasModule?: boolean }} options `hasModule`: also the tests' module for it, `module/faulty.ko`.
 * @returns {import('./kernels.mjs').Recipe}
 */
export function debianKernel(arch, { hasModule = false } = {}) {
  return {
    release: 'bookworm',
    version: hasModule ? 2 : 1,
    make: async (folder, apt, signal) => {
      const version = await fetchKernel(arch, folder, apt);
      if (hasModule) await buildModule(folder, `${version}:${arch}`, apt, signal);
    },
  };
}

/** @returns the kernel's version, as in the names of Debian's packages. */
async function fetchKernel(arch, folder, apt) {
  const metapackage = `linux-image-cloud-${arch}-dbg`;
  const [symbols = ''] = await apt.dependencies(`${metapackage}:${arch}`);
  const image = symbols.replace(/-dbg$/, '');
  if (!symbols.startsWith('linux-image-') || image === symbols)
    throw new Error(`${metapackage} depends on ${symbols || 'nothing'}, which names no kernel.`);
  const aside = join(folder, 'unpacked');
  await mkdir(aside);
  await apt.unpack(aside, `${image}:${arch}`, `${symbols}:${arch}`);
  const version = image.slice('linux-image-'.length);
  await rename(join(aside, 'boot', `vmlinuz-${version}`), join(folder, 'vmlinuz'));
  await rename(await symbolFile(join(aside, 'usr', 'lib', 'debug', 'boot')), join(folder, 'vmlinux'));
  await rm(aside, { recursive: true });
  return version;
}

async function symbolFile(folder) {
  const found = (await readdir(folder)).find((name) => name.startsWith('vmlinux-'));
  if (!found) throw new Error(`${folder} has no vmlinux.`);
  return join(folder, found);
}
