import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandRuns } from '../support/commandRuns';
import { BEGUN, type ExpectedOutcome, OUTCOMES } from '../support/runOutcomes';
import { until } from '../support/until';

/** What the editor makes of the same configurations: `test/e2e/runOutcomes.test.ts`. */
describe('the outcomes of runs, on the command line', function () {
  this.timeout(300_000);

  const runs = CommandRuns.inSuite();

  async function run({ config, isStopped }: ExpectedOutcome, ...args: readonly string[]) {
    const child = await runs.start(config, ...args);
    const end = runs.ended(child);
    if (isStopped === true) {
      let out = '';
      child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
      await until('the last test has begun', () => out.includes(BEGUN));
      child.kill('SIGINT');
    }
    return await end;
  }

  for (const expected of OUTCOMES) {
    it(`the outcome ${expected.kind} is told by exit code, words and the result’s file`, async () => {
      const log = join(runs.folder, 'log');
      const { code, out, error } = await run(expected, '--log', log);
      assert.equal(code, expected.code, out + error);
      // Who presses Ctrl-C has the prompt at once, and no verdict.
      if (expected.kind !== 'cancelled') assert.match(out + error, expected.says);
      const result = await readFile(join(log, 'result.json'), 'utf8');
      assert.equal((JSON.parse(result) as { verdict: unknown }).verdict, expected.kind, result);
    });
  }
});
