import * as l10n from '@vscode/l10n';
import { hex, type Access } from '../words/access';
import type { NoPaging, Rights } from './paging';
import type { Walk, WalkStep } from './walk';

/** What page tables say about an address, in one sentence; with the entry that stands in the way of an access. */
export function walkText({ steps, end }: Walk, address: bigint, access?: Access): string {
  const where = hex(address);
  const last = steps.at(-1);
  switch (end.kind) {
    case 'unreadable':
      return l10n.t(
        '{0} cannot be looked up: the {1} at {2} is not in memory.',
        where,
        end.table,
        hex(end.at),
      );
    case 'missing':
      return l10n.t('{0} is not mapped: {1} is not valid.', where, last ? entryText(last) : '');
    case 'mapped': {
      const physical = hex(end.physical);
      const denied = access && whatDenies(steps, access);
      return denied === undefined
        ? l10n.t('{0} is mapped to {1}.', where, physical)
        : l10n.t('{0} is mapped to {1}, but {2}.', where, physical, denied);
    }
  }
}

/** Why page tables were not looked at, in one sentence; undefined when there is nothing to say. */
export function noPagingText(why: NoPaging, address: bigint): string | undefined {
  switch (why) {
    case 'off':
      return l10n.t('Page tables are off.');
    case 'outside':
      return l10n.t('{0} lies outside of what page tables can map.', hex(address));
    case 'unknown':
      return undefined;
  }
}

function entryText({ table, index, at, value }: WalkStep): string {
  return l10n.t('entry {0} of the {1} (at {2}: {3})', index, table, hex(at), hex(value));
}

/** The outermost entry that stands in the way of an access, and what it does. */
function whatDenies(steps: readonly WalkStep[], access: Access): string | undefined {
  for (const step of steps)
    if (step.rights && denies(step.rights, access))
      return `${entryText(step)} ${denial(step.rights, access)}`;
  return undefined;
}

/** @param access Without a mode, what neither mode may do counts. */
function denies({ kernel, user }: Rights, { kind, user: byUser }: Access): boolean {
  if (byUser === undefined) return !kernel[kind] && !user[kind];
  return !(byUser ? user : kernel)[kind];
}

/** What an entry that stands in the way does. */
function denial({ kernel, user }: Rights, { kind, user: byUser }: Access): string {
  if (byUser === true && kernel[kind] && !user.read) return l10n.t('is for kernel mode only');
  if (byUser === false && user[kind]) return l10n.t('is for user mode only');
  switch (kind) {
    case 'read':
      return l10n.t('does not allow reading');
    case 'write':
      return l10n.t('does not allow writing');
    case 'execute':
      return l10n.t('does not allow execution');
  }
}
