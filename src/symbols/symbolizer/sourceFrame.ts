/** A place in a source, as debug information has it. */
export interface SourceFrame {
  /** Demangled if the tool can; undefined when nothing is known. */
  readonly function?: string;
  /** As the compiler wrote it: absolute, or relative to a directory that only the person knows. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  /** Inlined into the frame that follows. */
  readonly inlined: boolean;
}

/** One function as a tool told it, with what tools say instead of nothing. */
export interface RawFrame {
  readonly function?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The frames of one address, innermost first: all but the last are inlined. Empty when nothing is known. */
export function framesFrom(raw: readonly RawFrame[]): readonly SourceFrame[] {
  const known = raw.map(withoutBlanks).filter((frame) => Object.keys(frame).length > 0);
  return known.map((frame, index) => ({ ...frame, inlined: index < known.length - 1 }));
}

function withoutBlanks(raw: RawFrame): Omit<SourceFrame, 'inlined'> {
  const { file, line, column } = raw;
  const name = raw.function;
  return {
    // llvm-symbolizer takes the labels that compilers for RISC-V leave in a kernel for functions.
    ...(isTold(name) && !name.startsWith('.L') && { function: name }),
    ...(isTold(file) && { file }),
    // Line 0 is what compilers give to code that belongs to no line (DWARF 5, 6.2.2).
    ...(isTold(file) && isCounted(line) && { line }),
    ...(isTold(file) && isCounted(line) && isCounted(column) && { column }),
  };
}

const isTold = (text: string | undefined): text is string =>
  text !== undefined && text !== '' && text !== '??';

const isCounted = (number: number | undefined): number is number =>
  number !== undefined && Number.isSafeInteger(number) && number > 0;
