import assert from 'node:assert/strict';
import { commonIcon, formatUptime, untilNextMinute } from './statusText';

describe('status text', () => {
  it('the status text shows the state that all machines share, else that one runs', () => {
    assert.equal(commonIcon([{ name: 'a', state: 'paused' }]), 'debug-pause');
    assert.equal(
      commonIcon([
        { name: 'a', state: 'paused' },
        { name: 'b', state: 'paused' },
      ]),
      'debug-pause',
    );
    assert.equal(
      commonIcon([
        { name: 'a', state: 'paused' },
        { name: 'b', state: 'running' },
      ]),
      'vm-running',
    );
    assert.equal(commonIcon([]), 'vm-running');
  });

  it('the status text has the uptime to the minute', () => {
    const minute = 60_000;
    const shown = [-5, 59_999, minute, 61 * minute, 25 * 60 * minute].map(formatUptime);
    assert.deepEqual(shown, ['< 1 min', '< 1 min', '1 min', '1 h 01 min', '1 d 1 h']);
    assert.equal(untilNextMinute(61_000), 59_000);
    assert.equal(untilNextMinute(0), 60_000);
  });
});
