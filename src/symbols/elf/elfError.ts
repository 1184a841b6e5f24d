/** What is wrong with a file that is read as ELF. */
export type ElfFault =
  /** It does not begin as an ELF file. */
  | 'not-elf'
  /** A table or a section lies beyond the end of the file. */
  | 'truncated'
  /** A header contradicts itself. */
  | 'malformed'
  /** It asks for more memory than any honest file does. */
  | 'too-large';

/** The one error for the content of a file; what the file system says comes as it is. */
export class ElfError extends Error {
  override readonly name = 'ElfError';

  constructor(
    readonly fault: ElfFault,
    message: string,
  ) {
    super(message);
  }
}
