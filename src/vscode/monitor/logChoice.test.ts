import assert from 'node:assert/strict';
import { enabledEvents, sameNames } from './logChoice';

describe('log choice', () => {
  it('the log choice finds the trace events that are on', () => {
    const answer = [
      { name: 'serial_read', vcpu: false, state: 'enabled' },
      { name: 'serial_write', vcpu: false, state: 'disabled' },
      { name: 'qxl_x', vcpu: false, state: 'unavailable' },
      null,
    ];
    assert.deepEqual(enabledEvents(answer), ['serial_read']);
    assert.deepEqual(enabledEvents(undefined), []);
  });

  it('the log choice compares names, not order', () => {
    assert.ok(sameNames(['a', 'b'], ['b', 'a']));
    assert.ok(sameNames([], []));
    assert.ok(!sameNames(['a'], ['a', 'b']));
    assert.ok(!sameNames(['a', 'b'], ['a', 'c']));
  });
});
