/** Characters of a line: of the first, and of the one behind the last. */
export interface Columns {
  readonly from: number;
  readonly to: number;
}

/** Code that a line names by numbers and names. Nothing is looked up. */
export interface PrintedCode extends Columns {
  readonly kind: 'code';
  /** Hexadecimal, without `0x`. */
  readonly address?: string;
  readonly symbol?: string;
  /** Bytes from the start of the symbol, or of the module when there is no symbol. */
  readonly offset?: number;
  /** Bytes of the whole function. */
  readonly size?: number;
  readonly module?: string;
  /** It stands where stacks have an address to return to. */
  readonly inStack: boolean;
}

/** A line of a source file. Nobody has looked whether there is one. */
export interface PrintedSource extends Columns {
  readonly kind: 'source';
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** What a line says that could be a place in code. All of it is the guest's: hostile text. */
export type PrintedPlace = PrintedCode | PrintedSource;
