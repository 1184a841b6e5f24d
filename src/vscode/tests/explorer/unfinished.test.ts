import assert from 'node:assert/strict';
import { Unfinished } from './unfinished';

interface Item {
  readonly name: string;
  readonly parent?: Item;
}

describe('what a run has not finished', () => {
  it('what a run has not finished is the innermost of what lies in one another, each once', () => {
    const outer: Item = { name: 'outer' };
    const [first, second] = ['first', 'second'].map((name): Item => ({ name, parent: outer }));
    const [apart, root]: Item[] = [{ name: 'apart', parent: { name: 'root' } }, { name: 'alone' }];
    const unfinished = new Unfinished<Item>();
    for (const item of [first, outer, second, apart, first, root]) if (item) unfinished.add(item);
    const names = unfinished.innermost().map(({ name }) => name);
    assert.deepEqual(names, ['first', 'second', 'apart', 'alone']);
  });

  it('what a run has not finished is looked at once, however much it is', () => {
    let looks = 0;
    const unfinished = new Unfinished<Item>();
    for (let number = 0; number < 10_000; number++) {
      const name = String(number);
      const item: Item = {
        name,
        get parent() {
          looks++;
          return { name: 'another' };
        },
      };
      unfinished.add(item);
    }
    assert.equal(unfinished.innermost().length, 10_000);
    assert.ok(looks <= 20_000, `${looks} looks`);
  });
});
