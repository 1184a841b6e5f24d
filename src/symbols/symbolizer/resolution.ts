import type { FunctionPlace } from '../names/findFunction';
import type { Where } from '../loads/load';
import type { SourceFrame } from './sourceFrame';

/** An address in a file. */
export interface CodePlace {
  /** As linked; with `section`, bytes from its beginning. */
  readonly address: bigint;
  /** By name, for relocatable files such as kernel modules. */
  readonly section?: string | undefined;
  /** An address to return to: what is meant is the call before it. */
  readonly returns?: boolean | undefined;
}

/** An address in the memory of a guest. */
interface RunningPlace {
  readonly running: bigint;
  /** Where the file was loaded. */
  readonly where: Where;
  readonly returns?: boolean | undefined;
}

export type ImagePlace = CodePlace | RunningPlace | FunctionPlace;

/** What is known about a place. */
export interface Resolution {
  /** Innermost first; all but the last are inlined. Empty when nothing is known. */
  readonly frames: readonly SourceFrame[];
  /** The function that holds it, as the symbol table names it, and bytes from its start. */
  readonly symbol?: string;
  readonly offset?: bigint;
  /** As linked, or from the beginning of the section in a relocatable file. */
  readonly address?: bigint;
  /** Of the file, in hexadecimal. */
  readonly buildId?: string;
  /** Why there is not more, and what to do about it: a sentence for a person. */
  readonly problem?: string;
}
