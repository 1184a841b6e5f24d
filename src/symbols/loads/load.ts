/** Who says where an image was loaded, which is also how its file is looked for. */
type LoadKind =
  'linux' | 'linux-module' | 'linux-process' | 'uboot' | 'edk2' | 'optee' | 'optee-ta' | 'markup' | 'own';

/** Where an image lies. Numbers only: they are all that is taken from a guest. */
export type Where =
  /** Added to each address as it was linked. */
  | { readonly slide: bigint }
  /** Address of the first byte that a loader loads. */
  | { readonly base: bigint }
  /** Address of its section `.text`. */
  | { readonly text: bigint }
  /** Address of its first segment that may be executed. */
  | { readonly code: bigint };

/** An image in the memory of a guest. */
export interface Load {
  readonly kind: LoadKind;
  /** As the log has it: text of the guest's, good for looking among files that the person named, and for nothing else. */
  readonly name: string;
  /** Undefined when the log says only that it is loaded. */
  readonly where?: Where;
  /** The addresses that are its own, when the log tells. */
  readonly range?: AddressRange;
  /** In hexadecimal. */
  readonly buildId?: string;
}

interface AddressRange {
  readonly start: bigint;
  /** In bytes. */
  readonly size: bigint;
}

/** What a line of a log can change. */
export type LoadEvent =
  | { readonly event: 'loaded'; readonly loads: readonly Load[] }
  /** Something boots again: what was known about images of these kinds is of the past. */
  | { readonly event: 'forget'; readonly kinds: readonly LoadKind[] }
  /** Linux introduces itself. */
  | { readonly event: 'boot'; readonly banner: string };

/** Reads one kind of line. May keep what it needs of the lines before, in bounded memory. */
export interface LoadReader {
  /** Texts, one of which is in every line that it can read: they keep other lines cheap. */
  readonly triggers: readonly string[];
  /** @param line Without its end; of bounded length. */
  read(line: string): LoadEvent | undefined;
}

/** A number as firmware and kernels print it: hexadecimal, `0x` or not, up to 64 bits. */
export const HEX = '(?:0x)?([0-9a-fA-F]{1,16})\\b';

/** The number of {@link HEX}'s group. */
export function hexNumber(digits: string | undefined): bigint {
  return digits === undefined ? 0n : BigInt(`0x${digits}`);
}

/** The difference of two addresses, as a slide of 64 bits. */
export function slideBetween(running: bigint, linked: bigint): { readonly slide: bigint } {
  return { slide: BigInt.asUintN(64, running - linked) };
}
