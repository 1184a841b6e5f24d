import type { Access } from '../words/access';

type Allowed = Readonly<Record<Access['kind'], boolean>>;

/** What an entry of a page table, on its own, allows below it. */
export interface Rights {
  readonly kernel: Allowed;
  readonly user: Allowed;
}

export const NOTHING: Allowed = { read: false, write: false, execute: false };
export const EVERYTHING: Allowed = { read: true, write: true, execute: true };

/** What an entry is: nothing, the next table's address, or a page's. */
export type Entry =
  | { readonly kind: 'missing' }
  | { readonly kind: 'table'; readonly base: bigint; readonly rights: Rights }
  | { readonly kind: 'page'; readonly base: bigint; readonly rights: Rights };

/** One level of page tables. */
export interface TableLevel {
  /** What the manual calls it. */
  readonly name: string;
  /** Of the address, the bits that choose an entry. */
  readonly shift: number;
  readonly bits: number;
  decode(entry: bigint): Entry;
}

/** How a processor translates an address at the moment. */
export interface Paging {
  readonly root: bigint;
  /** From the outermost in. */
  readonly levels: readonly TableLevel[];
  readonly entryBytes: 4 | 8;
}

/** Why there is nothing to walk: translation is off, or the address is in no half that is translated. */
export type NoPaging = 'off' | 'outside' | 'unknown';
