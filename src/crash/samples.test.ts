import assert from 'node:assert/strict';
import { join } from 'node:path';
import { judge } from '../../test/run/corpus/judge';
import type { CrashReport } from './report';
import { readCorpus } from '../../test/support/crash/labelledLog';

const SAMPLES = join(__dirname, '../../test/crash/samples');

function shortened({ system, title, type, corrupted }: CrashReport): object {
  return { system, title, type, corrupted };
}

describe('Crash samples', () => {
  it('crash samples are each read as their labels say, from their start again and from their end no more', async () => {
    const logs = await readCorpus(SAMPLES, undefined);
    assert.ok(logs.length > 0, 'there are no samples');
    const failures = logs.flatMap((log) => {
      const { reports, ...verdicts } = judge(log);
      const isRight =
        Object.values(verdicts).every(Boolean) &&
        reports.length === (log.title === undefined ? 0 : 1) &&
        reports.every(({ system }) => system === log.system);
      return isRight ? [] : [{ name: log.name, verdicts, reports: reports.map(shortened) }];
    });
    assert.deepEqual(failures, []);
  });
});
