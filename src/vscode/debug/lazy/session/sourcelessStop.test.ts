import assert from 'node:assert/strict';
import { SourcelessStop } from './sourcelessStop';

const stopped = (body: object) => ({ type: 'event', event: 'stopped', body });
const stack = (...stackFrames: object[]) => ({
  type: 'response',
  command: 'stackTrace',
  success: true,
  body: { stackFrames },
});
const bare = { id: 1, instructionPointerReference: '0x1000' };
const sourced = { id: 2, instructionPointerReference: '0x2000', source: { path: '/a.c' } };

describe('a stop without source', () => {
  it('a stop without source is told once more, so that the editor shows it, when the stack is known', () => {
    const look = new SourcelessStop();
    assert.equal(look.look(stopped({ reason: 'pause', threadId: 2, allThreadsStopped: true })), undefined);
    assert.deepEqual(look.look(stack(bare)), {
      seq: 0,
      type: 'event',
      event: 'stopped',
      body: {
        reason: 'instruction breakpoint',
        description: 'Paused on pause',
        threadId: 2,
        allThreadsStopped: true,
      },
    });
    assert.equal(look.look(stack(bare)), undefined, 'once a stop');
  });

  it('a stop without source keeps its own description', () => {
    const look = new SourcelessStop();
    look.look(stopped({ reason: 'exception', description: 'Triple fault', text: 'x' }));
    const event = look.look(stack(bare)) as { body: object };
    assert.deepEqual(event.body, {
      reason: 'instruction breakpoint',
      description: 'Triple fault',
      text: 'x',
    });
  });

  it('a stop is not without source when any frame has one, or none has an address', () => {
    for (const frames of [[sourced], [bare, sourced], [{ id: 1 }], []]) {
      const look = new SourcelessStop();
      look.look(stopped({ reason: 'pause' }));
      assert.equal(look.look(stack(...frames)), undefined);
    }
  });

  it('a stop without source is over when the guest runs, and when the stack cannot be had', () => {
    const look = new SourcelessStop();
    look.look(stopped({ reason: 'pause' }));
    assert.equal(look.look({ type: 'response', command: 'stackTrace', success: false }), undefined);
    look.look({ type: 'event', event: 'continued' });
    assert.equal(look.look(stack(bare)), undefined);
  });
});
