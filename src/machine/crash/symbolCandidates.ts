import { basename, dirname, extname, join, resolve } from 'node:path';
import { isPath } from '../../config/paths';
import type { ResolvedConfiguration } from '../../config/resolved';

/** Linux as it is booted, which has no symbols: `bzImage`, `Image.gz`, `vmlinuz-6.1.0-38-amd64`. */
const LINUX_IMAGE = /^(?:b?z?[Ii]mage(?:\.\w+)?|vmlinu[xz](?:-(.+))?)$/;

/**
 * The files that may have the symbols of what a machine boots, best first: the image itself, and what builds leave
 * beside it. Whether they are there, and have symbols, is not looked at.
 */
export function symbolCandidates({ kernel, bios }: Pick<ResolvedConfiguration, 'kernel' | 'bios'>): string[] {
  const images = [kernel, bios].filter((path) => path !== undefined).filter(isPath);
  return [...new Set([...images, ...images.flatMap(besides)])];
}

function besides(image: string): string[] {
  const folder = dirname(image);
  const name = basename(image);
  const stem = basename(image, extname(image));
  const linux = LINUX_IMAGE.exec(name);
  if (linux) return besidesLinux(folder, linux[1]);
  // u-boot.bin, u-boot-nodtb.bin and u-boot.rom are all made from `u-boot`.
  const uboot = name.startsWith('u-boot') ? [join(folder, 'u-boot')] : [];
  return [...uboot, join(folder, `${stem}.elf`), join(folder, `${name}.elf`), join(folder, stem)];
}

/** @param release As `uname -r` says it, where the image's name has it. */
function besidesLinux(folder: string, release: string | undefined): string[] {
  const built = [join(folder, 'vmlinux'), resolve(folder, '../../..', 'vmlinux')];
  if (release === undefined) return built;
  // Debian's packages of debug symbols, then Fedora's.
  const debug = '/usr/lib/debug';
  return [
    join(folder, `vmlinux-${release}`),
    `${debug}/boot/vmlinux-${release}`,
    `${debug}/lib/modules/${release}/vmlinux`,
    ...built,
  ];
}
