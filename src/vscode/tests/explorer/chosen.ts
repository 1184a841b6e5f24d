import type * as vscode from 'vscode';
import type { TestTree } from './testTree';

/** What a request asks of one configuration. */
export interface Chosen {
  /** The items that are wanted; none when all of it is. */
  readonly items: readonly vscode.TestItem[];
  readonly excluded: readonly vscode.TestItem[];
}

/** @returns undefined when the request wants nothing of this configuration. */
export function chosenOf(
  { include, exclude = [] }: Pick<vscode.TestRunRequest, 'include' | 'exclude'>,
  tree: TestTree,
): Chosen | undefined {
  const excluded = exclude.filter((item) => isOf(item, tree));
  if (excluded.includes(tree.root)) return undefined;
  if (!include) return { items: [], excluded };
  const items = include.filter((item) => isOf(item, tree));
  if (items.length === 0) return undefined;
  return { items: items.includes(tree.root) ? [] : items, excluded };
}

function isOf(item: vscode.TestItem, { root }: TestTree): boolean {
  for (let at: vscode.TestItem | undefined = item; at; at = at.parent) if (at === root) return true;
  return false;
}

/** Shows which tests are waited for. */
export function showWaiting(run: vscode.TestRun, { root }: TestTree, { items, excluded }: Chosen): void {
  const skipped = new Set(excluded.flatMap(leavesOf));
  for (const item of (items.length === 0 ? [root] : items).flatMap(leavesOf))
    if (!skipped.has(item)) run.enqueued(item);
  run.started(root);
}

/** Tests below an item, itself if it has none below it. */
export function leavesOf(item: vscode.TestItem): vscode.TestItem[] {
  const below = [...item.children].flatMap(([, child]) => leavesOf(child));
  return below.length > 0 ? below : [item];
}
