import type { ElfFile } from './elf';

/** The symbol of the text with which Linux introduces itself. */
export const BANNER_SYMBOL = 'linux_banner';
/** The rest of the line names the build. */
const INTRODUCTION = 'Linux version ';
/** Enough of the banner to tell one build from another, in bytes. */
const BANNER_BYTES = 512;

/**
 * Linux's banner as a file has it, without its line end; undefined when there is none at that address.
 * @throws {ElfError}
 */
export async function bannerAt(elf: ElfFile, address: bigint): Promise<string | undefined> {
  const bytes = (await elf.loadedAt(address, BANNER_BYTES)).toString('latin1');
  return bytes.startsWith(INTRODUCTION) ? bytes.split(/[\0\n]/, 1)[0] : undefined;
}
