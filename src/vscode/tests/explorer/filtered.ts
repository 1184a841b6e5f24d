import * as v from 'valibot';
import type * as vscode from 'vscode';
import { isObject } from '../../../config/shape';
import { filterSchema, type TestFilter } from '../../../config/steps/runSchema';
import { filledIn, type FilterFields, filterOf } from '../../../harness/reading/testFilter';
import type { TestConfiguration } from '../found/testConfiguration';
import { type Chosen, leavesOf } from './chosen';
import type { TestTree } from './testTree';

type Written = TestConfiguration['written'];

/** A configuration that runs what was chosen, as far as its framework has a filter for that. */
export interface Filtered {
  readonly written: Written;
  /** The one test that was asked for, if the guest runs no other. */
  readonly only: vscode.TestItem | undefined;
  /** Whether the guest runs all of its tests: those that it does not have then are gone. */
  readonly isAll: boolean;
}

export function filtered(
  { protocol, written, name }: TestConfiguration,
  tree: TestTree,
  { items, excluded }: Chosen,
): Filtered {
  const named: Written = { name, ...written };
  const filter = filterOf(protocol, ownFilter(written));
  const all = items.length === 0 ? [tree.root] : items;
  const wanted = excluded.length === 0 ? items : all.flatMap(leavesOf).filter(isNoneOf(excluded));
  const fields =
    filter &&
    filledIn(
      filter,
      wanted.map((item) => ({
        path: tree.pathOf(item),
        below: item.children.size === 0 ? [] : leavesOf(item).map((leaf) => tree.pathOf(leaf)),
      })),
    );
  // A command line is a kernel's.
  if (!fields || (fields.append !== undefined && named['kernel'] === undefined))
    return { written: named, only: undefined, isAll: true };
  const [first, second] = wanted;
  const only = first?.children.size === 0 && !second ? first : undefined;
  return { written: { ...named, ...added(named, fields) }, only, isAll: false };
}

/** What is wrong with one is told when its machine is launched. */
function ownFilter({ tests }: Written): TestFilter | undefined {
  const filter = isObject(tests) ? tests['filter'] : undefined;
  return v.is(filterSchema, filter) ? filter : undefined;
}

/** What is there comes first, what chooses tests at its end. */
function added({ append, args }: Written, filter: FilterFields): Written {
  return {
    ...(filter.append !== undefined && {
      append: typeof append === 'string' ? `${append} ${filter.append}` : filter.append,
    }),
    ...(filter.args && { args: [...(Array.isArray(args) ? (args as unknown[]) : []), ...filter.args] }),
  };
}

const isNoneOf =
  (excluded: readonly vscode.TestItem[]) =>
  (item: vscode.TestItem): boolean => {
    for (let at: vscode.TestItem | undefined = item; at; at = at.parent)
      if (excluded.includes(at)) return false;
    return true;
  };
