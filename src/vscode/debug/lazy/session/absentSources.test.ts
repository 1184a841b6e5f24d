import assert from 'node:assert/strict';
import { withoutAbsentSources } from './absentSources';

const stack = (...stackFrames: object[]) => ({
  type: 'response',
  command: 'stackTrace',
  success: true,
  body: { stackFrames, totalFrames: 9 },
});

describe('sources that are not here', () => {
  it('a source that is only a name becomes a part of the frame’s name, and the others stay', () => {
    const here = { id: 1, name: 'f', line: 3, source: { name: 'a.c', path: '/a.c' } };
    const generated = { id: 2, name: 'g', line: 4, source: { name: 'b', sourceReference: 7 } };
    const bare = { id: 3, name: '0x1000', line: 0 };
    const absent = {
      id: 4,
      name: 'fork',
      line: 12,
      source: { name: 'fork.c', origin: 'fork.c is not here' },
    };
    assert.deepEqual(
      withoutAbsentSources(stack(here, generated, bare, absent)),
      stack(here, generated, bare, { id: 4, name: 'fork (fork.c:12)', line: 12 }),
    );
  });

  it('no other message is touched by the look for sources that are not here', () => {
    for (const message of [
      { type: 'event', event: 'stopped', body: { reason: 'pause' } },
      { type: 'response', command: 'stackTrace', success: false, message: 'no' },
      { type: 'response', command: 'scopes', success: true, body: { stackFrames: [{ source: {} }] } },
    ])
      assert.equal(withoutAbsentSources(message), message);
  });
});
