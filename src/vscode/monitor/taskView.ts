import type { TaskSnapshot } from '../../concurrency/taskTree';

/**
 * Groups that live as long as the window and only wait for something to do. They are shown beside what runs, but
 * do not count as running themselves.
 */
const STANDING_GROUPS: ReadonlySet<string> = new Set([
  'log',
  'running tasks view',
  'status bar',
  'view of machines',
]);

/** The tree as a person should see it: without empty groups; undefined when nothing is left but standing groups. */
export function whatRuns(tree: TaskSnapshot): TaskSnapshot | undefined {
  const shown = withoutEmptyGroups(tree);
  const runs = shown?.children.some(({ kind, name }) => kind !== 'group' || !STANDING_GROUPS.has(name));
  return runs ? shown : undefined;
}

/** How many nodes of each kind are in the tree. */
export function countKinds(tree: TaskSnapshot): Map<TaskSnapshot['kind'], number> {
  const counts = new Map<TaskSnapshot['kind'], number>();
  const visit = (node: TaskSnapshot): void => {
    counts.set(node.kind, (counts.get(node.kind) ?? 0) + 1);
    node.children.forEach(visit);
  };
  tree.children.forEach(visit);
  return counts;
}

function withoutEmptyGroups(node: TaskSnapshot): TaskSnapshot | undefined {
  const children = node.children.flatMap((child) => withoutEmptyGroups(child) ?? []);
  return node.kind === 'group' && children.length === 0 ? undefined : { ...node, children };
}
