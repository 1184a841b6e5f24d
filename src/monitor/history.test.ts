import assert from 'node:assert/strict';
import { MonitorHistory } from './history';
import { HISTORY_LIMIT } from './monitorSession';

describe('monitor history', () => {
  let saved: (readonly string[])[];
  const open = (stored: unknown): MonitorHistory => {
    saved = [];
    return new MonitorHistory({ load: () => stored, save: (lines) => void saved.push(lines) });
  };

  it('a monitor’s history begins with what was kept, whatever was kept', () => {
    assert.deepEqual(open(['cont', 5, 'stop']).lines, ['cont', 'stop']);
    assert.deepEqual(open(undefined).lines, []);
    assert.deepEqual(open({ a: 1 }).lines, []);
  });

  it('a monitor’s history puts its own lines before those of other monitors, each line once', () => {
    const history = open(['cont', 'stop']);
    history.keep(['info block', 'stop']);
    assert.deepEqual(history.lines, ['info block', 'stop', 'cont']);
    assert.deepEqual(saved, [['info block', 'stop', 'cont']]);
    history.keep(['info block', 'stop']);
    assert.equal(saved.length, 1);
  });

  it('a monitor’s history is bounded', () => {
    const history = open([]);
    history.keep(Array.from({ length: HISTORY_LIMIT + 50 }, (_, n) => `x ${n}`));
    assert.equal(history.lines.length, HISTORY_LIMIT);
    assert.equal(history.lines[0], 'x 0');
  });

  it('a monitor’s history keeps no passwords', () => {
    const history = open([]);
    history.keep([
      'set_password vnc hunter2',
      'object_add secret,id=s,data=abc',
      'object_add iothread,id=i',
      ' ',
    ]);
    assert.deepEqual(history.lines, ['object_add iothread,id=i']);
  });
});
