import type { Load, Where } from '../loads/load';
import { fileOfLoad, type GuestFiles, isProgram } from './loadedFile';

/** A file with symbols, and where the guest has it. */
export interface LoadedImage {
  readonly file: string;
  readonly where: Where;
  /** In hexadecimal, when the guest has told the one of this image. */
  readonly buildId?: string | undefined;
}

/** The program, and all else that a guest has loaded, as far as there are files for it and its place is known. */
export function loadedImages(loads: readonly Load[], files: GuestFiles): readonly LoadedImage[] {
  const booted = loads.findLast(isProgram);
  const program = files.program ?? (booted && fileOfLoad(booted, files));
  const others = loads
    .filter((load) => !isProgram(load))
    .flatMap((load) => {
      const file = fileOfLoad(load, files);
      return file === undefined || !load.where ? [] : { file, where: load.where, buildId: load.buildId };
    });
  if (program === undefined) return others;
  return [{ file: program, where: booted?.where ?? { slide: 0n }, buildId: booted?.buildId }, ...others];
}
