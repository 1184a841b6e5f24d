import type * as vscode from 'vscode';

/** An item as the editor makes them: with its children, and those with it as their parent. */
export function fakeItem(id: string, label: string): vscode.TestItem {
  const items = new Map<string, vscode.TestItem>();
  const children = {
    get: (child: string) => items.get(child),
    add: (child: vscode.TestItem) => items.set(child.id, Object.assign(child, { parent: item })),
    delete: (child: string) => items.delete(child),
    [Symbol.iterator]: () => items[Symbol.iterator](),
    get size() {
      return items.size;
    },
  };
  const item = { id, label, children } as unknown as vscode.TestItem;
  return item;
}
