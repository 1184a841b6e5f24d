/** The one reader of ELF files: headers, sections, symbols, notes. @module */
export { type ByteSource, bytesIn, withFile } from './elf/byteSource';
export { ElfError } from './elf/elfError';
export { ElfFile, type ElfSection, withElf } from './elf/elfFile';
export { type ElfHeader, looksLikeElf, RELOCATABLE } from './elf/header';
export type { ElfSymbol } from './elf/symbolTable';
export { SEGMENT_LOAD } from './elf/tables';
