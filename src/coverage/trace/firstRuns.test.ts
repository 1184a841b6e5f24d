import assert from 'node:assert/strict';
import { FirstRuns, paged } from './firstRuns';

function runs(...added: readonly (readonly [address: bigint, part: number])[]): FirstRuns {
  const all = new FirstRuns();
  for (const [address, part] of added) all.add(paged(address), part);
  return all;
}

describe('FirstRuns', () => {
  it('FirstRuns knows the first part in which anything of a range ran', () => {
    const all = runs([0x1000n, 1], [0x1001n, 2], [0x1001n, 3], [0x1ffen, 3], [0x2000n, 2 + 2], [0x1002n, 5]);
    const first = (from: bigint, to: bigint): number => all.firstIn(paged(from), 0, Number(to - from));
    assert.deepEqual(
      [first(0x1000n, 0x1001n), first(0x1001n, 0x1002n), first(0x1001n, 0x1003n), first(0x1003n, 0x1ffen)],
      [1, 2, 2, 0],
    );
    assert.deepEqual([first(0x1ffdn, 0x2001n), first(0x1fffn, 0x2001n), first(0x2001n, 0x9000n)], [3, 4, 0]);
    assert.equal(all.size, 5);
  });

  it('FirstRuns tells each byte of each word apart, at both ends of a range', () => {
    for (const offset of [0, 1, 30, 31, 32, 33, 63, 4095]) {
      const all = runs([0xffff_ffff_8100_0000n + BigInt(offset), 1]);
      const begin = paged(0xffff_ffff_8100_0000n);
      assert.equal(all.firstIn(begin, offset, offset + 1), 1);
      assert.equal(all.firstIn(begin, 0, offset), 0);
      assert.equal(all.firstIn(begin, offset + 1, 8192), 0);
    }
  });

  it('FirstRuns says so when there is no room for more', () => {
    const all = new FirstRuns(2);
    all.add(paged(0x1000n), 1);
    all.add(paged(0x1001n), 2);
    assert.equal(all.isFull, false);
    all.add(paged(0x9000n), 2);
    assert.deepEqual([all.isFull, all.size], [true, 2]);
  });
});
