import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A kernel of Debian's for clouds, and its symbol file: `vmlinuz` and `vmlinux`. It has KASLR, as all of Debian's for
 * this architecture.
 * @param {'amd64' | 'arm64'} arch
 * @returns {import('./kernels.mjs').Recipe}
 */
export function debianKernel(arch) {
  return { release: 'bookworm', version: 1, make: (folder, apt) => fetchKernel(arch, folder, apt) };
}

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
}

async function symbolFile(folder) {
  const found = (await readdir(folder)).find((name) => name.startsWith('vmlinux-'));
  if (!found) throw new Error(`${folder} has no vmlinux.`);
  return join(folder, found);
}
