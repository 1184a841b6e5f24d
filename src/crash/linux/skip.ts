import { CHECKING } from './skip/checking';
import { ENTRY } from './skip/entry';
import { LOCKING } from './skip/locking';
import { REPORTING } from './skip/reporting';
import type { SkipList } from './skip/skipList';
import { TOOLS } from './skip/tools';

/** Is asked for each frame: whether to look for the guilty function further out. */
export type Skip = (symbol: string) => boolean;

/** Prefixes are looked up by this many characters. */
const KEY = 2;

function skipper(...lists: readonly SkipList[]): Skip {
  const names = new Set(lists.flatMap((list) => list.names));
  const byStart = new Map<string, string[]>();
  for (const prefix of lists.flatMap((list) => list.prefixes)) {
    const key = prefix.slice(0, KEY);
    byStart.set(key, [...(byStart.get(key) ?? []), prefix]);
  }
  return (symbol) =>
    names.has(symbol) ||
    (byStart.get(symbol.slice(0, KEY)) ?? []).some((prefix) => symbol.startsWith(prefix));
}

/** For faults: everything that works for others. */
export const skipHelpers = skipper(REPORTING, CHECKING, LOCKING, TOOLS, ENTRY);
/** The outermost frames of a stack. */
export const skipEntry = skipper(ENTRY);
