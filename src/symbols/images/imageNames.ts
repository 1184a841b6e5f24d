import { basename } from 'node:path';
import type { Load } from '../loads/load';

/** How files with symbols end that were made from an image, or that the image is. */
const ENDINGS = ['', '.elf', '.debug', '.dll', '.axf', '.out', '.so'];
const MODULE_ENDINGS = ['.ko', '.ko.debug'];

/** The names that the file of an image may have, best first. Names only: no path of a guest's is ever followed. */
export function fileNames({ kind, name }: Pick<Load, 'kind' | 'name'>): readonly string[] {
  switch (kind) {
    case 'linux':
      return ['vmlinux', 'vmlinux.debug'];
    case 'linux-module':
      return MODULE_ENDINGS.flatMap((ending) => [...spellings(name)].map((each) => each + ending));
    case 'uboot':
      return ['u-boot', 'u-boot.elf', 'uboot.elf'];
    case 'edk2':
      // The .efi file itself is no ELF file; these lie beside it.
      return ['.debug', '.dll'].map((ending) => name + ending);
    case 'optee':
      return ['tee.elf'];
    case 'optee-ta':
      return [`${name}.elf`];
    case 'linux-process':
    case 'markup':
    case 'own':
      return ENDINGS.map((ending) => basename(name) + ending);
  }
}

/** Linux prints `snd_pcm` for snd-pcm.ko. */
function spellings(name: string): Set<string> {
  return new Set([name, name.replaceAll('_', '-'), name.replaceAll('-', '_')]);
}

/** Where a directory of debug files keeps the one of a build id; undefined for what is no build id. */
export function debugPath(buildId: string): string | undefined {
  if (!/^[0-9a-f]{8,128}$/.test(buildId)) return undefined;
  return `.build-id/${buildId.slice(0, 2)}/${buildId.slice(2)}.debug`;
}
