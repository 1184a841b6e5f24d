import assert from 'node:assert/strict';
import type { ResolvedReport } from '../../../machine/crash/resolvedReport';
import { ProblemList } from './problemList';

const crash = (line: number, title = 'panic'): ResolvedReport => {
  const printed = { raw: '#0 0x1', start: 0, end: 1 };
  return {
    report: {
      ...{ system: 'sample', title, altTitles: [], type: '', frames: [printed] },
      ...{ registers: [], tasks: [], start: 0, end: 1 },
    },
    frames: [
      { printed, function: 'f', path: '/a.c', line, inlined: false },
      { printed, function: 'elsewhere', file: 'b.c', line: 2, inlined: false },
    ],
    guilty: { path: '/a.c', line },
    problems: [],
  };
};

describe('the lines that machines have crashed in', () => {
  let now: number;
  let list: ProblemList;
  beforeEach(() => {
    now = 0;
    list = new ProblemList(() => now);
  });
  const lines = (): readonly number[] => list.problems.map(({ line }) => line);

  it('the lines that machines have crashed in come once each, with the calls whose sources are here', () => {
    assert.ok(list.add('m', crash(1)));
    assert.ok(!list.add('m', crash(1)));
    assert.ok(list.add('m', crash(1, 'other')));
    assert.ok(list.add('n', crash(1)));
    assert.deepEqual(list.problems[0]?.calls, [{ path: '/a.c', line: 1, name: 'f' }]);
    const { guilty: _, ...nowhere } = crash(5);
    assert.ok(!list.add('m', nowhere));
  });

  it('the lines that machines have crashed in are bounded, and the first ones stay', () => {
    for (let line = 1; line <= 1000; line++) list.add('m', crash(line));
    assert.equal(list.problems.length, 20);
    assert.equal(lines()[0], 1);
    for (let machine = 0; machine < 1000; machine++) list.add(`m${machine}`, crash(1));
    assert.equal(list.problems.length, 200);
  });

  it('the lines that machines have crashed in go when the machine is reset or started again', () => {
    list.add('m', crash(1));
    list.add('n', crash(2));
    assert.ok(list.reset('m', false));
    assert.deepEqual(lines(), [2]);
    assert.ok(!list.started('m'));
    assert.ok(list.started('n'));
    assert.deepEqual(lines(), []);
  });

  it('the lines that machines have crashed in outlive the reset that a guest makes because of a crash', () => {
    list.add('m', crash(1));
    now = 10_000;
    assert.ok(!list.reset('m', true));
    assert.deepEqual(lines(), [1]);
    now = 60_000;
    assert.ok(list.reset('m', true));
    assert.deepEqual(lines(), []);
  });
});
