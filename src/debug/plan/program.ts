import { type ImageFacts, readImage } from '../../machine/image';

/** An ELF file that is debugged. */
export interface Program {
  readonly path: string;
  /** The QEMU target that its header calls for; undefined for one that QEMU does not have. */
  readonly arch: string | undefined;
  readonly entry: bigint | undefined;
  /** Whether it has names for its addresses at all. */
  readonly hasSymbols: boolean;
}

/**
 * The address of a program's first instruction. On Arm an odd entry says that the instruction there is one of Thumb's
 * (ELF for the Arm Architecture, "Entry point"), which are at even addresses.
 */
export function entryAddress(program: Pick<Program, 'arch' | 'entry'> | undefined): bigint | undefined {
  const entry = program?.entry;
  return entry !== undefined && program?.arch === 'arm' ? entry & ~1n : entry;
}

/**
 * Looks at an ELF file.
 * @returns undefined when it is none.
 * @throws the file system's error when it cannot be read.
 */
export async function readProgram(path: string): Promise<Program | undefined> {
  return programIn(path, await readImage(path));
}

/** The program that an image is; undefined when it is not an ELF file. */
export function programIn(path: string, { arch, elf }: ImageFacts): Program | undefined {
  return elf && { path, arch, entry: elf.entry, hasSymbols: elf.hasSymbols };
}
