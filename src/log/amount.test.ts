import assert from 'node:assert/strict';
import { amount } from './amount';

describe('amount', () => {
  it('amount() writes bytes with one digit behind the point, in the largest unit that they fill', () => {
    const shown = [0, 999, 1000, 1234, 999_949, 999_950, 34_500_000, 2e12, 5e16].map(amount);
    assert.deepEqual(shown, [
      '0 B',
      '999 B',
      '1.0 kB',
      '1.2 kB',
      '999.9 kB',
      '1.0 MB',
      '34.5 MB',
      '2.0 TB',
      '50000.0 TB',
    ]);
  });
});
