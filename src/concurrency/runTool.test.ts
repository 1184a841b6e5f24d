import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { processTable } from '../machine/processes/processTable';
import { CancelledError } from './abort';
import { SpawnError } from './childProcess';
import { KEPT_BYTES, runTool } from './runTool';
import { NEVER, TimeoutError } from './timeout';

const sh = (
  script: string,
  options: Partial<Parameters<typeof runTool>[2]> = {},
): ReturnType<typeof runTool> => runTool('/bin/sh', ['-c', script], { signal: NEVER, ...options });

/** Whether any process of a group runs; one that only waits to be reaped does not. */
async function groupRuns(leader: number): Promise<boolean> {
  return (await processTable()).some(({ group }) => group === leader);
}

describe('runTool', () => {
  it('runTool gives what a program says on each output, and its exit code', async () => {
    const { code, stdout, stderr } = await sh('echo out; echo "$GREETING" >&2; exit 3', {
      env: { GREETING: 'hi' },
    });
    assert.deepEqual([code, stdout, stderr], [3, 'out\n', 'hi\n']);
  });

  it('runTool keeps a bounded beginning of endless output, and lets the program go on', async () => {
    const { code, stdout } = await sh(`head -c ${3 * KEPT_BYTES} /dev/zero`);
    assert.deepEqual([code, stdout.length], [0, KEPT_BYTES]);
  });

  it('runTool ends a program that takes too long, with the children of its script', async () => {
    await assert.rejects(sh('sleep 1000; true', { limitMs: 50 }), TimeoutError);
  });

  it('runTool ends the program at an abort, before it throws the reason', async () => {
    const controller = new AbortController();
    let leader = 0;
    const run = sh('echo $$; sleep 1000; true', { signal: controller.signal });
    // The group's number is only known from outside: the newest child of this process.
    while (leader === 0) {
      const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
      leader = Number(children.at(-1) ?? 0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    controller.abort(new CancelledError('enough'));
    await assert.rejects(run, /enough/);
    // Its pipes are closed a moment before it has ended.
    while (await groupRuns(leader)) await new Promise((resolve) => setImmediate(resolve));
  });

  it('runTool says that a program is missing, and starts none for a signal that has aborted', async () => {
    await assert.rejects(runTool('/nowhere/tool', [], { signal: NEVER }), SpawnError);
    await assert.rejects(sh('true', { signal: AbortSignal.abort(new CancelledError()) }), CancelledError);
  });
});
