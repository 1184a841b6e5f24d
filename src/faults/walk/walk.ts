import type { Paging, Rights, TableLevel } from './paging';

/** Reads a number at a physical address; undefined where nothing is. */
export type ReadPhysical = (address: bigint, bytes: 4 | 8) => Promise<bigint | undefined>;

/** One table that was looked at. */
export interface WalkStep {
  readonly table: string;
  readonly index: number;
  /** The entry's physical address, and what is there. */
  readonly at: bigint;
  readonly value: bigint;
  readonly rights?: Rights;
}

export interface Walk {
  /** From the outermost table in. */
  readonly steps: readonly WalkStep[];
  readonly end:
    | { readonly kind: 'mapped'; readonly physical: bigint }
    /** The last step's entry is empty or invalid. */
    | { readonly kind: 'missing' }
    /** The table in which the next entry would be cannot be read. */
    | { readonly kind: 'unreadable'; readonly table: string; readonly at: bigint };
}

/** Follows an address through the page tables: one read for each level, and there are five at most. */
export async function walk(
  { root, levels, entryBytes }: Paging,
  address: bigint,
  read: ReadPhysical,
): Promise<Walk> {
  const steps: WalkStep[] = [];
  let base = root;
  for (const level of levels) {
    const index = indexOf(level, address);
    const at = base + BigInt(index * entryBytes);
    const table = level.name;
    const value = await read(at, entryBytes);
    if (value === undefined) return { steps, end: { kind: 'unreadable', table, at } };
    const entry = level.decode(value);
    if (entry.kind === 'missing') {
      steps.push({ table, index, at, value });
      return { steps, end: { kind: 'missing' } };
    }
    steps.push({ table, index, at, value, rights: entry.rights });
    if (entry.kind === 'page') {
      const physical = entry.base + BigInt.asUintN(level.shift, address);
      return { steps, end: { kind: 'mapped', physical } };
    }
    base = entry.base;
  }
  // The innermost level's entries are pages or missing, so that this is not reached.
  return { steps, end: { kind: 'missing' } };
}

function indexOf({ shift, bits }: TableLevel, address: bigint): number {
  return Number(BigInt.asUintN(bits, address >> BigInt(shift)));
}
