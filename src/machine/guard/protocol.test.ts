import assert from 'node:assert/strict';
import { readLine, writeLine, type GuardLine } from './protocol';

describe('guard protocol', () => {
  const lines: readonly GuardLine[] = [
    { verb: 'add', pid: 12, identity: '3456', directory: '/tmp/with a blank/x' },
    { verb: 'remove', pid: 12 },
  ];

  it('reads what it writes', () => {
    for (const line of lines) {
      const text = writeLine(line);
      assert.ok(text.endsWith('\n'));
      assert.deepEqual(readLine(text.slice(0, -1)), line);
    }
  });

  it('takes nothing else for a line', () => {
    for (const text of ['', 'add', 'add x 1 /tmp', 'add 1 /tmp', 'remove', 'remove all', 'kill 1']) {
      assert.equal(readLine(text), undefined);
    }
  });
});
