import assert from 'node:assert/strict';
import { join } from 'node:path';
import { judge } from '../../test/run/corpus/judge';
import { readCorpus } from '../../test/run/corpus/labelledLog';

const SAMPLES = join(__dirname, '../../test/crash/samples');

describe('Crash samples', () => {
  it('crash samples are each read as their labels say, from their start again and from their end no more', async () => {
    const logs = await readCorpus(SAMPLES, undefined);
    assert.ok(logs.length > 0, 'there are no samples');
    for (const log of logs) {
      const { reports, ...verdicts } = judge(log);
      const wrong = Object.entries(verdicts).filter(([, right]) => !right);
      const found = reports.map(({ system, title, type, corrupted }) => ({ system, title, type, corrupted }));
      assert.deepEqual(wrong, [], `${log.name}: ${JSON.stringify(found)}`);
      assert.equal(reports.length, log.title === undefined ? 0 : 1, `${log.name}: ${JSON.stringify(found)}`);
      assert.equal(reports[0]?.system ?? log.system, log.system, log.name);
    }
  });
});
