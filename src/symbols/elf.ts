/** The one reader of ELF files: headers, sections, symbols, notes. @module */
export { type ByteSource, bytesIn, withFile } from './elf/byteSource';
export { ElfError, type ElfFault } from './elf/elfError';
export { ElfFile, type ElfSection, withElf } from './elf/elfFile';
export { type ElfHeader, looksLikeElf } from './elf/header';
export type { ElfNote } from './elf/notes';
export type { ElfSymbol } from './elf/symbolTable';
export { type ElfSegment, SEGMENT_LOAD } from './elf/tables';
