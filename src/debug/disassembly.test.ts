import assert from 'node:assert/strict';
import { disassemble, type Decode, type Instruction } from './disassembly';

/** Instructions of one to five bytes, of which a decoder that starts inside of one makes something else. */
const STARTS = [0x1000n, 0x1003n, 0x1004n, 0x1009n, 0x100bn, 0x100cn, 0x1010n, 0x1015n];
const END = 0x1016n;

const decode: Decode = (start, count) => {
  const found: Instruction[] = [];
  let at = start;
  while (found.length < count && at >= 0x1000n && at < END) {
    const next = STARTS.find((each) => each > at) ?? END;
    const length = STARTS.includes(at) ? next - at : 1n;
    found.push({ address: at, bytes: '90', text: `i${at.toString(16)}` });
    at += length;
  }
  return Promise.resolve(found);
};

const texts = async (address: bigint, offset: number, count: number): Promise<string[]> =>
  (await disassemble(decode, address, offset, count)).map(({ instruction }) =>
    instruction.startsWith('(') ? '-' : instruction,
  );

describe('disassembly', () => {
  it('disassembly goes on from an address', async () => {
    assert.deepEqual(await texts(0x1004n, 0, 3), ['i1004', 'i1009', 'i100b']);
    assert.deepEqual(await texts(0x1004n, 2, 2), ['i100b', 'i100c']);
  });

  it('disassembly goes back from an address where instructions lead to it', async () => {
    assert.deepEqual(await texts(0x1010n, -2, 4), ['i100b', 'i100c', 'i1010', 'i1015']);
    assert.deepEqual(await texts(0x1010n, -2, 1), ['i100b']);
  });

  it('disassembly shows all that can be read before an address, when that is less than was asked for', async () => {
    assert.deepEqual(await texts(0x100cn, -8, 10), [
      ...['-', '-', '-'],
      ...['i1000', 'i1003', 'i1004', 'i1009', 'i100b', 'i100c', 'i1010'],
    ]);
  });

  it('disassembly finds long instructions in a row', async () => {
    const long: Decode = (start, count) => {
      const found: Instruction[] = [];
      for (let at = start; found.length < count; at += at % 7n === 0n ? 7n : 1n)
        found.push({ address: at, bytes: '', text: `i${at}` });
      return Promise.resolve(found);
    };
    const rows = await disassemble(long, 700n, -10, 10);
    assert.deepEqual([rows[0]?.instruction, rows[9]?.instruction], ['i630', 'i693']);
  });

  it('disassembly always has as many rows as were asked for, each at an address of its own', async () => {
    assert.deepEqual(await texts(0x1010n, 0, 4), ['i1010', 'i1015', '-', '-']);
    const before = await disassemble(decode, 0x1000n, -3, 5);
    assert.deepEqual(
      before.map(({ presentationHint }) => presentationHint ?? ''),
      ['invalid', 'invalid', 'invalid', '', ''],
    );
    assert.equal(new Set(before.map(({ address }) => address)).size, 5);
    assert.deepEqual(await texts(0x9000n, 0, 2), ['-', '-']);
    assert.equal((await texts(0n, -5, 5)).length, 5);
  });
});
