import assert from 'node:assert/strict';
import { WorkLimit } from './workLimit';

describe('WorkLimit', () => {
  /** Runs pieces of work that take a while each, on a clock of its own. */
  async function run(count: number, msEach: number): Promise<number[]> {
    let time = 0;
    const pieces = Array.from({ length: count }, (_, index) => index);
    return await new WorkLimit(() => time).run(pieces, 4, (piece) => {
      time += msEach;
      return Promise.resolve(piece);
    });
  }

  it('WorkLimit does all that fits into the time, in order', async () => {
    assert.deepEqual(await run(6, 10), [0, 1, 2, 3, 4, 5]);
    assert.deepEqual(await run(0, 10), []);
  });

  it('WorkLimit stops when the time is over, and leaves the rest', async () => {
    assert.equal((await run(1000, 100)).length, 16);
  });

  it('WorkLimit does some work even when one piece takes longer than all may', async () => {
    assert.equal((await run(1000, 60_000)).length, 4);
  });
});
