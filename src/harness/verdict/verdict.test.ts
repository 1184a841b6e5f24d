import assert from 'node:assert/strict';
import type { EndReport } from '../../machine/end/endReport';
import type { Summary } from '../protocols/protocol';
import type { FailureKind } from '../steps/stepFailure';
import { type RunFacts, verdictOf } from './verdict';

const STOPPED: EndReport = {
  code: 0,
  signal: null,
  shutdownReason: undefined,
  debugExit: undefined,
  requested: true,
  succeeded: true,
  rung: 'quit',
  lastStderr: '',
  summary: 'it was stopped.',
};
const BY_ITSELF = { ...STOPPED, requested: false, summary: 'the guest powered off.' };
const BADLY = { ...BY_ITSELF, code: 3, succeeded: false, summary: 'QEMU ended with exit code 3.' };

const tests = (counts: Partial<Summary['counts']>, more: Partial<Summary> = {}): Summary => ({
  counts: { passed: 0, failed: 0, skipped: 0, known: 0, crashed: 0, ...counts },
  complete: true,
  problems: [],
  ...more,
});
const failure = (kind: FailureKind) => ({ field: 'steps[0]', title: 'run "x"', kind, message: 'no.' });
const kind = (facts: Partial<RunFacts>): string => verdictOf({ crashes: [], end: BY_ITSELF, ...facts }).kind;

describe('the verdict on a run', () => {
  it('a run with neither steps nor tests is judged by its end alone', () => {
    assert.equal(kind({}), 'passed');
    assert.equal(kind({ end: BADLY }), 'failed');
    assert.equal(kind({ stalled: 'too late' }), 'stalled');
  });

  it('a run passes when its tests are complete and one has passed, and for no other reason', () => {
    assert.equal(kind({ tests: tests({ passed: 2, skipped: 1, known: 1 }) }), 'passed');
    assert.equal(kind({ tests: tests({ passed: 2 }, { complete: false }) }), 'incomplete');
    assert.equal(kind({ tests: tests({ passed: 2 }, { problems: ['two plans'] }) }), 'incomplete');
    assert.equal(kind({ tests: tests({ passed: 2, failed: 1 }) }), 'failed');
    assert.equal(kind({ tests: tests({ passed: 2 }), end: BADLY }), 'failed');
    assert.equal(kind({ tests: tests({ passed: 2 }), missing: 'the end did not come' }), 'incomplete');
    assert.equal(kind({ tests: tests({ skipped: 2 }) }), 'skipped');
    assert.equal(kind({ tests: tests({ skipped: 2, known: 1 }) }), 'known');
    assert.equal(kind({ tests: tests({}) }), 'incomplete');
  });

  it('a run whose output was not looked through for crashes has not passed', () => {
    const end = { ...BY_ITSELF, unread: 'nobody looked' };
    assert.deepEqual(verdictOf({ crashes: [], tests: tests({ passed: 2 }), end }), {
      kind: 'incomplete',
      reasons: ['nobody looked'],
    });
    assert.equal(kind({ crashes: ['Oops'], end }), 'crashed');
  });

  it('a step’s failure becomes what it is, and a crash outweighs all else', () => {
    const kinds = { timeout: 'stalled', ended: 'incomplete', reset: 'failed', wrong: 'failed' } as const;
    for (const [why, expected] of Object.entries(kinds))
      assert.equal(kind({ failure: failure(why as FailureKind), end: BADLY }), expected);
    const everything = { failure: failure('timeout'), tests: tests({ failed: 1 }), end: BADLY };
    assert.equal(kind(everything), 'stalled');
    const { kind: worst, reasons } = verdictOf({ crashes: ['Oops'], ...everything });
    assert.equal(worst, 'crashed');
    assert.deepEqual(reasons, [
      'The guest has crashed: Oops',
      'steps[0], run "x": no.',
      '1 of 1 tests failed.',
    ]);
  });

  it('a run whose machine a person has stopped is cancelled, whatever has passed, and not what it came to before', () => {
    const broken = { brokenOff: true, end: STOPPED };
    assert.equal(kind({ ...broken, tests: tests({ passed: 2 }) }), 'cancelled');
    assert.equal(
      kind({ ...broken, tests: tests({ passed: 2 }, { complete: false }), missing: 'x' }),
      'cancelled',
    );
    assert.equal(kind({ ...broken, failure: failure('ended') }), 'cancelled');
    assert.equal(kind({ ...broken, tests: tests({ failed: 1 }) }), 'failed');
    assert.equal(verdictOf({ ...broken, crashes: ['Oops'] }).kind, 'crashed');
  });

  it('a machine that a step lost says how it ended', () => {
    const { reasons } = verdictOf({ crashes: [], failure: failure('ended'), end: BADLY });
    assert.deepEqual(reasons, ['steps[0], run "x": no. QEMU ended with exit code 3.']);
  });
});
