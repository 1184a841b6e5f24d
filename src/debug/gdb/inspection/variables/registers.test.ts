import assert from 'node:assert/strict';
import { TolerantRegisters, type RegisterValue } from './registers';

describe('registers that a stub refuses', () => {
  it('registers that a stub refuses are left out, and not asked for again', async () => {
    const registers = new TolerantRegisters();
    const refused = new Set([3, 17]);
    let asked = 0;
    const read = (numbers: readonly number[]): Promise<readonly RegisterValue[]> => {
      asked += 1;
      const bad = numbers.find((number) => refused.has(number));
      if (bad !== undefined) return Promise.reject(new Error(`Could not fetch register "r${bad}"`));
      return Promise.resolve(numbers.map((number) => ({ number: String(number), value: '0x0' })));
    };
    const all = Array.from({ length: 20 }, (_, number) => number);
    const found = await registers.read(all, read);
    assert.deepEqual(
      found.map(({ number }) => Number(number)),
      all.filter((number) => !refused.has(number)),
    );
    asked = 0;
    assert.equal((await registers.read(all, read)).length, 18);
    assert.equal(asked, 1);
  });

  it('registers fail for any other reason', async () => {
    const failing = (): Promise<never> => Promise.reject(new Error('Selected thread is running.'));
    await assert.rejects(new TolerantRegisters().read([1, 2], failing), /is running/);
  });
});
