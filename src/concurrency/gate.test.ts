import assert from 'node:assert/strict';
import { CancelledError, abortListeners } from './abort';
import { Gate } from './gate';

describe('Gate', () => {
  it('an open gate lets everyone pass at once', async () => {
    const gate = new Gate('green', true);
    const { signal } = new AbortController();
    await gate.wait(signal);
    await gate.wait(signal);
    assert.ok(gate.isOpen);
  });

  it('a gate that opens lets all pass that wait', async () => {
    const gate = new Gate('green');
    const { signal } = new AbortController();
    const waits = Promise.all([gate.wait(signal), gate.wait(signal), gate.wait(signal)]);
    gate.open();
    await waits;
    assert.equal(abortListeners(signal), 0);
  });

  it('a closed gate wakes nobody', async () => {
    const gate = new Gate('red');
    const controller = new AbortController();
    let woken = 0;
    const wait = gate.wait(controller.signal).then(
      () => (woken += 1),
      () => undefined,
    );
    for (let turn = 0; turn < 20; turn++) {
      gate.close();
      await new Promise(setImmediate);
    }
    assert.equal(woken, 0);
    controller.abort();
    await wait;
  });

  it('a gate frees a waiter whose signal aborts, and keeps the others waiting', async () => {
    const gate = new Gate('red');
    const first = new AbortController();
    const { signal } = new AbortController();
    const aborted = gate.wait(first.signal);
    const other = gate.wait(signal);
    first.abort(new CancelledError());
    await assert.rejects(aborted, CancelledError);
    assert.equal(gate.waiting, 1);
    await assert.rejects(gate.wait(first.signal), CancelledError);
    gate.open();
    await other;
  });

  it('a gate throws for an aborted signal even when it is open', async () => {
    await assert.rejects(new Gate('green', true).wait(AbortSignal.abort()));
  });

  it('a gate that opens and closes at once still lets those pass that waited', async () => {
    const gate = new Gate('blink');
    const wait = gate.wait(new AbortController().signal);
    gate.open();
    gate.close();
    await wait;
    assert.ok(!gate.isOpen);
  });
});
