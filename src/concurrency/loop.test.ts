import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { aborted } from '../../test/support/aborted';
import { turns } from '../../test/support/until';
import { CancelledError } from './abort';
import { Gate } from './gate';
import { STOP, loop } from './loop';
import { TaskNode } from './taskTree';

function context(): { controller: AbortController; node: TaskNode } {
  const controller = new AbortController();
  return { controller, node: new TaskNode('loop', 'test', controller.signal) };
}

describe('loop', () => {
  it('a loop repeats until its body says stop', async () => {
    let count = 0;
    await loop(context().node, () => Promise.resolve(++count === 3 ? STOP : undefined));
    assert.equal(count, 3);
  });

  it('a loop ends quietly when its signal aborts during a wait, long before the wait is over', async () => {
    const { controller, node } = context();
    const run = loop(node, ({ signal }) => aborted(signal));
    controller.abort(new CancelledError());
    await run;
  });

  it('a loop does not begin when its signal has aborted', async () => {
    const { controller, node } = context();
    controller.abort();
    await loop(node, () => assert.fail());
  });

  it('a loop ends quietly also when a failure elsewhere was the signal’s reason', async () => {
    const { controller, node } = context();
    const run = loop(node, ({ signal }) => aborted(signal));
    controller.abort(new Error('a sibling failed'));
    await run;
  });

  it('a loop fails with its body’s error, also while it is being stopped', async () => {
    await assert.rejects(
      loop(context().node, () => Promise.reject(new Error('body'))),
      /body/,
    );
    const { controller, node } = context();
    const run = loop(node, async ({ signal }) => {
      await aborted(signal).catch(() => undefined);
      throw new Error('clean-up');
    });
    controller.abort();
    await assert.rejects(run, /clean-up/);
  });

  it('a loop fails when a wait was cancelled that was not its own', async () => {
    await assert.rejects(
      loop(context().node, () => Promise.reject(new CancelledError())),
      CancelledError,
    );
  });

  it('a loop pauses at its gate, keeps its state, and says what it waits for', async () => {
    const { controller, node } = context();
    const gate = new Gate('green light', true);
    const seen: number[] = [];
    const run = loop(
      node,
      async () => {
        seen.push(seen.length);
        if (seen.length === 3) gate.close();
        await new Promise(setImmediate);
      },
      gate,
    );
    await turns(20);
    assert.deepEqual(seen, [0, 1, 2], 'zero wake-ups while closed');
    assert.equal(node.snapshot().waitingFor, 'gate "green light"');
    gate.open();
    await turns();
    assert.equal(seen[3], 3, 'goes on where it was');
    gate.close();
    controller.abort();
    await run;
  });

  it('a loop stays paused when its gate opens and closes again at once', async () => {
    const { controller, node } = context();
    const gate = new Gate('blink');
    const run = loop(node, () => assert.fail('ran while closed'), gate);
    gate.open();
    gate.close();
    await turns();
    controller.abort();
    await run;
  });

  it('a loop lets other events in even when its body never waits', async () => {
    const { controller, node } = context();
    const read = readFile(__filename).then(() => controller.abort());
    await loop(node, () => Promise.resolve());
    await read;
  });
});
