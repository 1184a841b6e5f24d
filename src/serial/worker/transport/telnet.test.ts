import assert from 'node:assert/strict';
import { Telnet } from './telnet';

/** What comes out of a connection when these bytes come in, in pieces that end where told. */
function run(line: readonly number[], ...cuts: number[]): { data: number[]; answers: number[] } {
  const answers: number[] = [];
  const telnet = new Telnet((bytes) => answers.push(...bytes));
  const ends = [...cuts, line.length];
  const data = ends.flatMap((end, index) => [
    ...telnet.take(Uint8Array.from(line.slice(index === 0 ? 0 : ends[index - 1], end))),
  ]);
  return { data, answers };
}

const QEMU = [255, 251, 1, 255, 251, 3, 255, 251, 0, 255, 253, 0];
const ALL = Array.from({ length: 256 }, (_, byte) => byte);

describe('telnet', () => {
  it('telnet takes QEMU’s greeting out, agrees to it, and everything after it as it is, wherever reads are cut', () => {
    // QEMU does not double: the guest has sent exactly these.
    const sent = [...ALL, 255, 65, 255, 255, 66, 255, 251, 1, 67];
    const line = [...QEMU, ...sent];
    const whole = run(line);
    assert.deepEqual(whole.data, sent);
    assert.deepEqual(whole.answers, [255, 253, 1, 255, 253, 3, 255, 253, 0, 255, 251, 0]);
    for (let cut = 0; cut <= line.length; cut++) assert.deepEqual(run(line, cut), whole, `cut at ${cut}`);
    assert.deepEqual(run(line, ...line.keys()), whole, 'byte by byte');
  });

  it('telnet follows RFC 854 with everybody else, wherever reads are cut', () => {
    const line = [
      ...[104, 105, 255, 255, 33], // "hi", 255, "!"
      ...[255, 251, 1, 255, 251, 3, 255, 253, 24, 255, 251, 34], // WILL echo, WILL SGA, DO terminal type, WILL linemode
      ...[255, 250, 24, 1, 255, 255, 7, 255, 240], // a subnegotiation, with a doubled byte in it
      ...[255, 241, 255, 249, 79, 107], // no operation, go ahead, "Ok"
    ];
    const whole = run(line);
    assert.deepEqual(whole.data, [104, 105, 255, 33, 79, 107]);
    assert.deepEqual(whole.answers, [255, 253, 1, 255, 253, 3, 255, 252, 24, 255, 254, 34]);
    for (let cut = 0; cut <= line.length; cut++) assert.deepEqual(run(line, cut), whole, `cut at ${cut}`);
    for (let first = 0; first <= line.length; first++)
      for (let second = first; second <= line.length; second++)
        assert.deepEqual(run(line, first, second), whole, `cut at ${first} and ${second}`);
  });

  it('telnet does not take the beginning of a greeting for one', () => {
    assert.deepEqual(run([...QEMU.slice(0, 9), 65, 255, 255, 66]).data, [65, 255, 66]);
    assert.deepEqual(run([65, ...QEMU, 255, 255]).data, [65, 255]);
  });

  it('telnet answers once to what does not change, and again to what does', () => {
    assert.deepEqual(run([255, 251, 1, 255, 251, 1, 255, 252, 1, 255, 252, 1, 255, 251, 1]).answers, [
      ...[255, 253, 1, 255, 254, 1, 255, 253, 1],
    ]);
    assert.deepEqual(run([255, 252, 1, 255, 254, 0]).answers, []);
    assert.deepEqual(run([255, 253, 24, 255, 253, 24, 255, 254, 24]).answers, [255, 252, 24]);
  });

  it('telnet doubles what it would be taken for', () => {
    const telnet = new Telnet(() => undefined);
    assert.deepEqual(
      [...telnet.give(Uint8Array.of(1, 255, 2, 255, 255))],
      [1, 255, 255, 2, 255, 255, 255, 255],
    );
    const plain = Uint8Array.of(1, 2, 3);
    assert.equal(telnet.give(plain), plain);
  });

  it('telnet is its own other end for all bytes', () => {
    const telnet = new Telnet(() => undefined);
    assert.deepEqual([...new Telnet(() => undefined).take(telnet.give(Uint8Array.from(ALL)))], ALL);
  });
});
