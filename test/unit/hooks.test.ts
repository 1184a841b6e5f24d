import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';

interface Run {
  readonly code: number;
  readonly output: string;
}

/** Runs mocha with the project's root hooks on one file of `leaks/`. */
function mocha(file: string, settleMs: number): Promise<Run> {
  const root = join(__dirname, '../..');
  const args = [
    join(root, 'node_modules/mocha/bin/mocha.js'),
    ...['--no-config', '--require', 'tsx/cjs', '--require', join(root, 'test/hooks.ts')],
    ...['--timeout', '60000', '--no-color', join(__dirname, 'leaks', file)],
  ];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: root, env: { ...process.env, LEAK_SETTLE_MS: String(settleMs) } },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

describe('the leak detector', function () {
  this.timeout(180_000);

  it('the leak detector fails a run that leaks, names test and leak, still runs all tests, and ends', async () => {
    const { code, output } = await mocha('leaky.ts', 200);
    assert.notEqual(code, 0);
    const found = [...output.matchAll(/"leaky (.*)" left behind: (.*)/g)].map(
      ([, test, what]) => `${test}: ${what?.replace(/\d+ \(|thread \d+/g, '#')}`,
    );
    assert.deepEqual(found, [
      'timer: 1 × Timeout',
      'server: 1 × TCPServerWrap',
      'watch: 1 × FSEventWrap',
      'thread: worker #',
      'quiet thread: worker #',
      'process: process #sleep 1234), 3 × PipeWrap, 1 × ProcessWrap',
      'quiet process: process #sleep 1235)',
      'process of a thread: worker #, process #sleep 1236)',
    ]);
    assert.match(output, /"leaky rejection" left a rejection unhandled: Error: nobody cares/);
    assert.match(output, /11 passing/);
  });

  it('the leak detector fails a run whose suites leak in their hooks', async () => {
    const { code, output } = await mocha('suite.ts', 200);
    assert.notEqual(code, 0);
    assert.match(output, /A suite's before or after hook left behind: process \d+ \(sleep 1237\)/);
  });

  it('the leak detector raises no false alarm', async () => {
    const { code, output } = await mocha('tidy.ts', 30_000);
    assert.equal(code, 0, output);
    assert.match(output, /8 passing/);
  });
});
