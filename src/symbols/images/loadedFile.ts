import type { Load } from '../loads/load';
import type { ImageIndex } from './imageIndex';

export interface GuestFiles {
  /** The program that runs: what has no image of its own is looked up there. */
  readonly program?: string | undefined;
  /** Files with symbols that the person has named, or has in the workspace. */
  readonly index: ImageIndex;
}

/** Images of which a guest runs one: the configuration's program, unless a rule names another file. */
export function isProgram({ kind, where, range }: Load): boolean {
  return (
    kind === 'linux' ||
    kind === 'uboot' ||
    (kind === 'own' && !range && where !== undefined && 'slide' in where)
  );
}

/** The file of an image that a guest has loaded; undefined when there is none here. */
export function fileOfLoad(load: Load, { program, index }: GuestFiles): string | undefined {
  if (load.kind === 'own') return index.fileOf(load) ?? program;
  return isProgram(load) ? (program ?? index.fileOf(load)) : index.fileOf(load);
}
