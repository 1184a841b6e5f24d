import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { fakeItem } from '../../../../test/support/fakeItem';
import { TestTree } from './testTree';

/** What is to be seen, a line for each item. */
const linesOf = (item: vscode.TestItem): string[] =>
  [...item.children].flatMap(([, child]) => [child.label, ...linesOf(child).map((line) => `  ${line}`)]);

describe('the tree of tests', () => {
  let tree: TestTree;
  beforeEach(() => (tree = new TestTree({ createTestItem: fakeItem }, fakeItem('root', 'a machine'))));
  const seen = (...path: string[]): vscode.TestItem | undefined => tree.itemFor(path, false);

  it('the tree has the tests that a build lists, in their groups, and a result of one finds its item', () => {
    tree.list([['sums', 'small'], ['sums', 'large'], ['alone']]);
    assert.deepEqual(linesOf(tree.root), ['sums', '  small', '  large', 'alone']);
    const before = linesOf(tree.root);
    const item = seen('sums', 'large');
    assert.ok(item);
    assert.deepEqual(tree.pathOf(item), ['sums', 'large']);
    assert.deepEqual(linesOf(tree.root), before);
  });

  it('a hundred thousand results of one name take one look each, and each has an item or none', () => {
    let looks = 0;
    const { root } = tree;
    const get = root.children.get.bind(root.children);
    root.children.get = (id) => (looks++, get(id));
    const items = Array.from({ length: 100_000 }, () => seen('again'));
    assert.equal(new Set(items).size, 10_001);
    assert.ok(looks <= 200_000, `${looks} looks`);
    const [, second] = items;
    assert.ok(second);
    assert.deepEqual([second.id, tree.pathOf(second)], ['again #2', ['again']]);
    tree.runBegins();
    assert.deepEqual([seen('again'), seen('again')], items.slice(0, 2));
  });

  it('results of one name take one look each though there is no room, and others have that name’s numbers', () => {
    for (let number = 2; number < 10_000; number++) seen(`again #${number}`);
    seen('again');
    seen('one more');
    assert.equal(seen('again'), undefined);
    let looks = 0;
    const { root } = tree;
    const get = root.children.get.bind(root.children);
    root.children.get = (id) => (looks++, get(id));
    for (let count = 0; count < 1000; count++) assert.equal(seen('again'), undefined);
    assert.ok(looks <= 2000, `${looks} looks`);
  });

  it('a whole run takes out what it has shown to be gone, with groups that are empty by then, but nothing that is listed', () => {
    tree.list([['listed', 'never ran']]);
    seen('old', 'gone');
    seen('kept', 'gone');
    tree.runBegins();
    seen('kept', 'there');
    tree.prune();
    assert.deepEqual(linesOf(tree.root), ['listed', '  never ran', 'kept', '  there']);
  });

  it('a test that failed in an earlier try stays, though the next one does not have it, until the next run', () => {
    const failed = seen('suite', 'flaky');
    assert.ok(failed);
    tree.runBegins([failed]);
    seen('suite', 'there');
    tree.prune();
    assert.deepEqual(linesOf(tree.root), ['suite', '  flaky', '  there']);
    tree.runBegins();
    seen('suite', 'there');
    tree.prune();
    assert.deepEqual(linesOf(tree.root), ['suite', '  there']);
  });

  it('what is no longer listed goes with the next whole run', () => {
    tree.list([['first'], ['second']]);
    tree.list([['second']]);
    assert.deepEqual(linesOf(tree.root), ['first', 'second']);
    tree.prune();
    assert.deepEqual(linesOf(tree.root), ['second']);
  });

  it('a second test of one name has an item of its own, in the next run the same one again', () => {
    const [first, second] = [seen('twice'), seen('twice')];
    assert.notEqual(first, second);
    assert.deepEqual(linesOf(tree.root), ['twice', 'twice']);
    tree.runBegins();
    assert.deepEqual([seen('twice'), seen('twice')], [first, second]);
  });

  it('a guest with endless tests has ten thousand items, and room again when they are gone', () => {
    const many = Array.from({ length: 10_001 }, (_, number) => [`test ${number}`]);
    tree.list(many);
    assert.equal(tree.root.children.size, 10_000);
    assert.equal(seen('one more'), undefined);
    tree.list([]);
    tree.prune();
    assert.equal(tree.root.children.size, 0);
    assert.ok(seen('one more'));
  });
});
