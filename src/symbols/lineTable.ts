/** The line table of an ELF file: which code belongs to which line (DWARF 2 to 5). @module */
export type { LineRow, LineSequence } from './lineTable/lineProgram';
export { lineSequences } from './lineTable/lineSequences';
