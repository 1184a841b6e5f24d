import assert from 'node:assert/strict';
import { readConsoleLine } from '../../crash/console/consoleLine';
import type { OwnProtocol } from '../../config/steps/runSchema';
import { ownPatterns } from '../reading/ownPatterns';
import { OwnReader } from './own';
import type { Summary, TestResult } from './protocol';

interface Read extends Summary {
  readonly told: readonly string[];
  readonly results: readonly TestResult[];
}

function read(protocol: OwnProtocol, lines: Iterable<string>): Read {
  const reader = new OwnReader(ownPatterns(protocol));
  const results: TestResult[] = [];
  let start = 0;
  for (const text of lines) {
    const end = start + text.length + 1;
    results.push(...reader.take(readConsoleLine({ text, start, end })));
    start = end;
  }
  results.push(...reader.end());
  const told = results.map(({ path, outcome }) => `${path.join('/')} ${outcome}`);
  return { ...reader.summary, told, results };
}

const NAMED = {
  pass: '^\\+ (?<name>\\w+)(?: in (?<milliseconds>\\d+) ms)?$',
  fail: '^! (?:(?<suite>\\w+)\\.)?(?<name>\\w+) at (?<file>[^:]+):(?<line>\\d+)(?:: (?<reason>.*))?$',
  skip: '^- (?<name>\\w+): (?<reason>.*)$',
  known: '^\\? (?<name>\\w+)$',
};
const WITH_END = { ...NAMED, end: '^all (?<count>\\d+), bad (?<failed>\\d+)$' };
const WITH_PLAN = { ...NAMED, plan: '^there are (?<count>\\S+)$' };
const STARTED = { pass: '^ok$', fail: '^bad$', start: '^run (?<name>\\w+)$', end: '^over$' };

describe('tests that a person’s own patterns describe', () => {
  it('results have what the groups name: names, reasons, durations and the line that failed', () => {
    const lines = [
      '+ a in 12 ms',
      'noise',
      '! s.b at x/y.c:7: too large',
      '- c: no disk',
      '? d',
      'all 4, bad 1',
    ];
    const { results, told, complete, counts, problems } = read(WITH_END, lines);
    assert.deepEqual(told, ['a passed', 's/b failed', 'c skipped', 'd known']);
    assert.deepEqual([complete, problems], [true, []]);
    assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 1, known: 1, crashed: 0 });
    assert.equal(results[0]?.durationMs, 12);
    assert.deepEqual([results[1]?.place, results[1]?.reason], [{ file: 'x/y.c', line: 7 }, 'too large']);
  });

  it('nothing is proved without the end, with one that tells another number, or when something comes behind it', () => {
    for (const lines of [
      ['+ a', '+ b'],
      ['+ a', 'all 2, bad 0'],
      ['+ a', '+ b', 'all 1, bad 0'],
      ['+ a', '+ b', 'all 2, bad 1'],
      ['! a at b:1', 'all 1, bad 0'],
      ['+ a', 'all 1, bad 0', '+ b'],
      ['+ a', `all ${'9'.repeat(400)}, bad 0`],
      [],
    ]) {
      const { complete, problems } = read(WITH_END, lines);
      assert.deepEqual([complete, problems.length > 0], [false, true], lines.join());
    }
  });

  it('nothing is proved without the plan, with fewer or more results than it says, or with a second one', () => {
    assert.equal(read(WITH_PLAN, ['there are 2', '+ a', '+ b']).complete, true);
    assert.equal(read(WITH_PLAN, ['+ a', '+ b', 'there are 2']).complete, true);
    for (const lines of [
      ['+ a'],
      ['there are 2', '+ a'],
      ['there are 1', '+ a', '+ b'],
      ['there are 1', '+ a', 'there are 1'],
      ['there are many', '+ a'],
    ])
      assert.equal(read(WITH_PLAN, lines).complete, false, lines.join());
    const both = { ...WITH_END, plan: WITH_PLAN.plan };
    assert.equal(read(both, ['there are 1', '+ a', 'all 1, bad 0']).complete, true);
    for (const lines of [
      ['+ a', 'all 1, bad 0'],
      ['there are 1', '+ a'],
      ['there are 1', '+ a', 'all 2, bad 0'],
    ])
      assert.equal(read(both, lines).complete, false, lines.join());
  });

  it('a result belongs to the test that has begun, and one that has begun and has none is a crash', () => {
    const { told, complete } = read(STARTED, ['run a', 'ok', 'run b', 'bad', 'run c', 'run d', 'ok', 'over']);
    assert.deepEqual(told, ['a passed', 'b failed', 'c crashed', 'd passed']);
    assert.equal(complete, false);
    assert.deepEqual(read(STARTED, ['run a', 'ok', 'ok', 'over']).problems, [
      'A result has no name, and no test had begun.',
    ]);
    const named = { ...WITH_END, start: STARTED.start };
    assert.deepEqual(read(named, ['run a', '+ b', 'all 1, bad 0']).told, ['a crashed', 'b passed']);
  });

  it('a line that could be a failure is never a pass', () => {
    const both = { pass: '(?<name>t\\d)', fail: '(?<name>t\\d) FAIL', end: 'FAIL|over' };
    assert.deepEqual(read(both, ['t1', 't2 FAIL', 'over']).told, ['t1 passed', 't2 failed']);
  });

  it('a pattern that a guest could stretch takes no longer than its lines, and one that cannot be bounded is refused', () => {
    const hostile = { ...NAMED, pass: '^(?<name>(a+)+)$', end: '^over$' };
    const { told } = read(hostile, [`${'a'.repeat(4000)}!`, 'a'.repeat(4000), 'over']);
    assert.equal(told.length, 1);
    assert.ok((told[0]?.length ?? 0) < 400);
    assert.throws(
      () => ownPatterns({ ...hostile, fail: '(?=x)(?<name>x)' }),
      /^Error: tests\.protocol\.fail: /,
    );
  });

  it('a test that begins with an empty name is known by its number', () => {
    const start = '^run (?<name>\\w*)$';
    const { told, complete } = read({ ...STARTED, start }, [
      'run ',
      'ok',
      'run b',
      'ok',
      'run ',
      'bad',
      'over',
    ]);
    assert.deepEqual([told, complete], [['#1 passed', 'b passed', '#3 failed'], true]);
  });
});
