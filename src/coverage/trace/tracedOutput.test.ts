import assert from 'node:assert/strict';
import { TracedOutput } from './tracedOutput';

/** What was sent, `|` where a part begins, and the offsets of the parts in the output of one port. */
function offsets(sent: string, port: string, most?: number): number[] | undefined {
  const output = new TracedOutput(most);
  for (const byte of Buffer.from(sent))
    if (byte === 0x7c) output.begin();
    else output.push(byte);
  return output.partOffsets([Buffer.from(port.slice(0, 3)), Buffer.from(port.slice(3))]);
}

describe('TracedOutput', () => {
  it('TracedOutput knows where in a port’s output each part begins', () => {
    assert.deepEqual(offsets('one\n|two\n|', 'one\ntwo\n'), [0, 4, 8]);
    assert.deepEqual(offsets('||x', 'x'), [0, 0, 0]);
  });

  it('TracedOutput passes over what another port was sent, and over divisors', () => {
    assert.deepEqual(offsets('\u0001one\n#log#|#two\n', 'one\ntwo\n'), [0, 4]);
  });

  it('TracedOutput says nothing of a port whose bytes were not all traced', () => {
    assert.equal(offsets('one\n|', 'one\ntwo\n'), undefined);
    assert.equal(offsets('one\n|two\n', 'one\ntwo\n', 5), undefined);
    assert.deepEqual(offsets('one\n|', ''), [0, 0]);
  });

  it('TracedOutput has a part that is still empty begin later', () => {
    const output = new TracedOutput();
    output.push(0x61);
    output.begin();
    output.push(0x62);
    output.beginLater();
    assert.deepEqual(output.partOffsets([Buffer.from('ab')]), [0, 2]);
  });
});
