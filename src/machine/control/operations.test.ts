import assert from 'node:assert/strict';
import { effectOf, endedJob } from './operations';

describe('effects of monitor commands', () => {
  it('it is known which monitor commands pause and which only stop on their way', () => {
    assert.deepEqual(effectOf('stop', {}), { kind: 'pause' });
    assert.deepEqual(effectOf('dump-guest-memory', {}), { kind: 'busy' });
    assert.deepEqual(effectOf('snapshot-save', { 'job-id': 'j1' }), { kind: 'job', id: 'j1' });
    assert.deepEqual(effectOf('query-status', {}), { kind: 'none' });
    const line = (text: string): string => effectOf('human-monitor-command', { 'command-line': text }).kind;
    assert.equal(line(' savevm s1'), 'busy');
    assert.equal(line('stop'), 'pause');
    assert.equal(line('info status'), 'none');
    assert.equal(line(''), 'none');
  });

  it('it is known when a job is over', () => {
    assert.equal(endedJob('JOB_STATUS_CHANGE', { id: 'j', status: 'concluded' }), 'j');
    assert.equal(endedJob('JOB_STATUS_CHANGE', { id: 'j', status: 'running' }), undefined);
    assert.equal(endedJob('STOP', {}), undefined);
  });
});
