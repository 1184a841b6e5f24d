import assert from 'node:assert/strict';
import type { FromSerialWorker } from '../protocol';
import { Outbox } from './outbox';

describe('outbox', () => {
  const message = (stream: number): FromSerialWorker => ({ type: 'typedWritten', stream, characters: 1 });

  it('the outbox says what one turn has to say at once, in order', async () => {
    const posts: (readonly FromSerialWorker[])[] = [];
    const outbox = new Outbox((messages) => posts.push(messages));
    outbox.add(message(1));
    outbox.add(message(2));
    await Promise.resolve();
    assert.equal(posts.length, 0);
    await new Promise(setImmediate);
    assert.deepEqual(posts, [[message(1), message(2)]]);
  });

  it('the outbox says it earlier when asked to, and nothing twice', async () => {
    const posts: (readonly FromSerialWorker[])[] = [];
    const outbox = new Outbox((messages) => posts.push(messages));
    outbox.add(message(1));
    outbox.flush();
    outbox.flush();
    await new Promise(setImmediate);
    assert.equal(posts.length, 1);
  });
});
