import { type ElfSection, withElf } from '../../../symbols/elf';
import type { Load } from '../../../symbols/loads/load';
import { linkedAt } from '../../../symbols/symbolizer/imageFacts';
import { type LinkedAt, offsetOf } from '../../../symbols/symbolizer/linkedPlace';
import { moduleSections } from './moduleSections';

/** What a symbol file says about itself, as far as its place depends on it. */
export interface ImageFile {
  readonly linked: LinkedAt;
  readonly is64: boolean;
  readonly sections: readonly ElfSection[];
  readonly buildId: string | undefined;
}

/** @throws {ElfError}; the file system's error. */
export function readImageFile(path: string): Promise<ImageFile> {
  return withElf(path, async (elf) => ({
    linked: await linkedAt(elf),
    is64: elf.header.is64,
    sections: await elf.sections(),
    buildId: await elf.buildId(),
  }));
}

/**
 * Where an image lies, as options of GDB's `add-symbol-file`.
 * @returns undefined when that is not known, or the file is of another build.
 */
export function placeOptions({ where, buildId }: Load, file: ImageFile): string | undefined {
  const { linked, sections, is64 } = file;
  if (!where || (buildId !== undefined && file.buildId !== undefined && buildId !== file.buildId))
    return undefined;
  const offset = offsetOf(where, linked);
  if (offset === undefined) return undefined;
  // Of a kernel module the offset is where it begins: it was linked to 0.
  return linked.relocatable ? moduleSections(offset, sections, is64) : ` -o 0x${offset.toString(16)}`;
}
