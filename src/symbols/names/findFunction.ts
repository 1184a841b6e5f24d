import type { FunctionSymbol, FunctionTable } from './functionTable';

/** A place as a guest prints it: `vfs_read+0x12/0x34`. */
export interface FunctionPlace {
  readonly function: string;
  /** Bytes from its start. */
  readonly offset: bigint;
  /** Bytes of the function as the guest knows it: Linux counts up to the next one, padding included. */
  readonly size?: bigint | undefined;
  /** An address to return to: the call is before it, maybe as the last instruction of the function. */
  readonly returns?: boolean | undefined;
}

export type FoundFunction =
  | { readonly kind: 'found'; readonly symbol: FunctionSymbol }
  /** No function of that name. */
  | { readonly kind: 'none' }
  /** Functions of that name, of other sizes than the guest's: it runs another build. */
  | { readonly kind: 'other-size'; readonly sizes: readonly bigint[] }
  /** Several that nothing tells apart. */
  | { readonly kind: 'ambiguous'; readonly count: number };

/**
 * Finds the function that a guest means, by the rules of the kernel's `scripts/faddr2line`: functions that share a
 * name are told apart by their size.
 */
export function findFunction(table: FunctionTable, place: FunctionPlace): FoundFunction {
  const named = distinct(table.named(place.function));
  if (named.length === 0) return { kind: 'none' };
  const fitting = named.filter((symbol) => fits(symbol, place));
  const [first] = fitting;
  if (!first) return { kind: 'other-size', sizes: named.map(({ size, span }) => span ?? size) };
  return fitting.length === 1
    ? { kind: 'found', symbol: first }
    : { kind: 'ambiguous', count: fitting.length };
}

function fits({ size, span }: FunctionSymbol, place: FunctionPlace): boolean {
  const end = span ?? place.size ?? size;
  const inside = place.returns === true ? place.offset <= end : place.offset < end || end === 0n;
  if (!inside || place.size === undefined) return inside;
  // The last one of a section reaches up to its end, which the guest knows and the table does not.
  return place.size === size || (span === undefined ? place.size >= size : place.size === span);
}

function distinct(symbols: readonly FunctionSymbol[]): FunctionSymbol[] {
  const places = new Map(symbols.map((symbol) => [`${symbol.space}:${symbol.address}`, symbol]));
  return [...places.values()];
}
