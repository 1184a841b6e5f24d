import * as v from 'valibot';
import type * as vscode from 'vscode';
import { isObject } from '../../../config/shape';
import { kernelLine, type KernelLine, withKernelWord } from '../../../config/kernelLine';
import { filterSchema, type TestFilter } from '../../../config/steps/runSchema';
import type { PartialConfiguration } from '../../../config/types';
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

/** @param defaults The setting `qemu.defaults`, which may have the kernel, its command line and `args`. */
export function filtered(
  { protocol, written, name }: TestConfiguration,
  tree: TestTree,
  { items, excluded }: Chosen,
  defaults: PartialConfiguration,
): Filtered {
  const named: Written = { name, ...written };
  const line = kernelLine(named, defaults);
  const own = ownFilter(written);
  const filter = filterOf(protocol, own);
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
  if (!fields || (fields.append !== undefined && !line.hasKernel))
    return { written: named, only: undefined, isAll: true };
  const [first, second] = wanted;
  const only = first?.children.size === 0 && !second ? first : undefined;
  return { written: { ...named, ...added(line, fields, own ? atEnd : withKernelWord) }, only, isAll: false };
}

/** What is wrong with one is told when its machine is launched. */
function ownFilter({ tests }: Written): TestFilter | undefined {
  const filter = isObject(tests) ? tests['filter'] : undefined;
  return v.is(filterSchema, filter) ? filter : undefined;
}

/** A person's own filter may be for the first process. */
const atEnd: typeof withKernelWord = (line, words) => `${line} ${words}`.trim();

/** What is there comes first, what chooses tests behind it. */
function added(line: KernelLine, filter: FilterFields, add: typeof withKernelWord): Written {
  const change = filter.append === undefined ? undefined : line.changedTo(add(line.text, filter.append));
  const args = change?.field === 'args' ? change.value : line.args;
  return {
    ...(change && { [change.field]: change.value }),
    ...(filter.args && { args: [...args, ...filter.args] }),
  };
}

const isNoneOf =
  (excluded: readonly vscode.TestItem[]) =>
  (item: vscode.TestItem): boolean => {
    for (let at: vscode.TestItem | undefined = item; at; at = at.parent)
      if (excluded.includes(at)) return false;
    return true;
  };
