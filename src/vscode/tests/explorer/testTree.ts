import type * as vscode from 'vscode';
import { escapeIcons } from '../../editor/escapedText';

/** Items of one configuration; the editor's tree is no place for more. */
const MOST_ITEMS = 10_000;

/** The items of one configuration, which come into being with their results. Names are the guest's: hostile text. */
export class TestTree {
  private count = 0;
  /** Items that the present run has a result of, to tell tests of one name apart. */
  private readonly seen = new Set<vscode.TestItem>();
  /** How many results of a name a parent has had in it: a guest may print one name a hundred thousand times. */
  private readonly same = new Map<vscode.TestItem, Map<string, number>>();
  /** The guest's names of items whose ids are others. */
  private readonly names = new WeakMap<vscode.TestItem, string>();
  private kept: ReadonlySet<vscode.TestItem> = new Set();
  /** Items that a build has listed. */
  private readonly listed = new Set<vscode.TestItem>();

  constructor(
    private readonly controller: Pick<vscode.TestController, 'createTestItem'>,
    readonly root: vscode.TestItem,
  ) {}

  /** To be called when a run begins. @param kept Items that it does not show to be gone: those that failed in an earlier try of it. */
  runBegins(kept: Iterable<vscode.TestItem> = []): void {
    this.seen.clear();
    this.same.clear();
    this.kept = new Set(kept);
  }

  /**
   * The item for a result, made if it is new. A second test of the same name has an item of its own: it must not take the
   * failure of the first one away.
   * @returns undefined when there are too many.
   */
  itemFor(path: readonly string[], isGroup: boolean): vscode.TestItem | undefined {
    const name = path.at(-1) ?? '';
    const parent = this.at(path.slice(0, -1));
    if (!parent) return undefined;
    const item = isGroup ? this.child(parent, name, name) : this.unseen(parent, name);
    if (item) this.seen.add(item);
    return item;
  }

  /** The first item of a name that the present run has no result of. */
  private unseen(parent: vscode.TestItem, name: string): vscode.TestItem | undefined {
    const numbers = this.same.get(parent) ?? new Map<string, number>();
    this.same.set(parent, numbers);
    for (let number = (numbers.get(name) ?? 0) + 1; ; number++) {
      const item = this.child(parent, number === 1 ? name : `${name} #${number}`, name);
      if (item && this.seen.has(item)) continue;
      // Where there is no room, too: the next result of the name need not look at all of them again.
      numbers.set(name, item ? number : number - 1);
      return item;
    }
  }

  /** Makes items for tests by their names, before they have run. */
  list(paths: readonly (readonly string[])[]): void {
    this.listed.clear();
    for (const path of paths) {
      const item = this.at(path);
      if (item) this.listed.add(item);
    }
  }

  /** The names on the way to an item, from the outermost group on; none for the root. */
  pathOf(item: vscode.TestItem): readonly string[] {
    return item === this.root || !item.parent
      ? []
      : [...this.pathOf(item.parent), this.names.get(item) ?? item.id];
  }

  /** Whether the present run has a result of this item. */
  has(item: vscode.TestItem): boolean {
    return this.seen.has(item);
  }

  /** Forgets the tests that a whole run has shown to be gone. */
  prune(): void {
    this.pruneBelow(this.root);
  }

  private pruneBelow(parent: vscode.TestItem): void {
    const items = [...parent.children].map(([, item]) => item);
    for (const item of items) {
      this.pruneBelow(item);
      if ([this.seen, this.listed, this.kept].some((known) => known.has(item)) || item.children.size > 0)
        continue;
      parent.children.delete(item.id);
      this.count--;
    }
  }

  private at(path: readonly string[]): vscode.TestItem | undefined {
    let item: vscode.TestItem | undefined = this.root;
    for (const name of path) item = item && this.child(item, name, name);
    return item;
  }

  private child(parent: vscode.TestItem, id: string, name: string): vscode.TestItem | undefined {
    const known = parent.children.get(id);
    if (known) return known;
    if (this.count >= MOST_ITEMS) return undefined;
    this.count++;
    const made = this.controller.createTestItem(id, escapeIcons(name));
    // In the order in which they run.
    made.sortText = String(this.count).padStart(6, '0');
    if (id !== name) this.names.set(made, name);
    parent.children.add(made);
    return made;
  }
}
