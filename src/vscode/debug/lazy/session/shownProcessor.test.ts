import assert from 'node:assert/strict';
import { ShownProcessor } from './shownProcessor';

const stopped = (threadId: number) => ({
  type: 'event',
  event: 'stopped',
  body: { reason: 'pause', threadId },
});
const answer = (command: string, success: boolean) => ({ type: 'response', command, success });
const threads = (...ids: number[]) => ({
  ...answer('threads', true),
  body: { threads: ids.map((id) => ({ id })) },
});
const CONTINUE = { type: 'request', command: 'continue' };

describe('the processor that a session shows', () => {
  it('the processor that a session shows first is the one that crashed, and later ones are where they are', () => {
    const shown = new ShownProcessor(2);
    const other = { type: 'event', event: 'initialized' };
    assert.equal(shown.turn(other), other);
    assert.deepEqual(shown.turn(stopped(1)), stopped(3));
    assert.deepEqual(shown.turn(stopped(1)), stopped(1));
  });

  it('the processor that a session shows is the debugger’s choice when nobody knows which crashed', () => {
    const shown = new ShownProcessor(undefined);
    assert.deepEqual(shown.turn(stopped(1)), stopped(1));
    assert.deepEqual(shown.show(undefined), stopped(1));
  });

  it('the processor that a session shows is another at once, while the guest stands', () => {
    const shown = new ShownProcessor(undefined);
    shown.turn(stopped(1));
    assert.deepEqual(shown.show(2), stopped(3));
    assert.deepEqual(shown.turn(stopped(1)), stopped(1), 'the next stop is where it is');
  });

  it('the processor that a session shows is another at the next stop, while the guest runs', () => {
    const shown = new ShownProcessor(undefined);
    assert.equal(shown.show(1), undefined, 'before its first stop');
    assert.deepEqual(shown.turn(stopped(1)), stopped(2));
    shown.asked(CONTINUE);
    assert.equal(shown.show(2), undefined, 'asked to go on');
    assert.deepEqual(shown.turn(stopped(1)), stopped(3));
    shown.turn(answer('continue', true));
    assert.deepEqual(shown.show(1), stopped(2), 'the answer came behind the stop');
    shown.turn({ type: 'event', event: 'continued' });
    assert.equal(shown.show(1), undefined, 'it goes on by itself');
  });

  it('the processor that a session shows is another at once when the guest could not go on', () => {
    const shown = new ShownProcessor(undefined);
    shown.turn(stopped(1));
    shown.asked(CONTINUE);
    shown.turn(answer('continue', false));
    assert.deepEqual(shown.show(1), stopped(2));
  });

  it('the processor that a session shows is never one that the machine does not have', () => {
    const shown = new ShownProcessor(undefined);
    shown.turn(threads(1, 2));
    shown.turn(stopped(2));
    assert.deepEqual(shown.show(98), stopped(2));
    assert.deepEqual(shown.show(0), stopped(1));
  });
});
