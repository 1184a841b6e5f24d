import assert from 'node:assert/strict';
import { parseInstructions } from './hmpText';

describe('the human monitor’s texts', () => {
  it('instructions are read with or without their bytes', () => {
    const found = parseInstructions(
      '0x000fe05b:  2e 66 83 3e 28 61 00     cmpl     $0, %cs:0x6128\n0x40080000:  d53800a0  mrs      x0, mpidr_el1\n' +
        '0x00000010: Asm output not supported\n',
    );
    assert.deepEqual(
      found.slice(0, 2).map(({ address, bytes, text }) => [address, bytes, text.replace(/\s+/g, ' ')]),
      [
        [0xfe05bn, '2e 66 83 3e 28 61 00', 'cmpl $0, %cs:0x6128'],
        [0x40080000n, 'd53800a0', 'mrs x0, mpidr_el1'],
      ],
    );
  });

  it('the second line of a long instruction is taken for more of its bytes', () => {
    const text =
      '0x00100006:  c7 05 00 30 10 00 03 40  movl     $0x104003, 0x103000\n0x0010000e:  10 00\n0x00100010:  90                       nop\n';
    assert.deepEqual(
      parseInstructions(text).map(({ address, bytes, text: words }) => [address, bytes, words]),
      [
        [0x100006n, 'c7 05 00 30 10 00 03 40 10 00', 'movl     $0x104003, 0x103000'],
        [0x100010n, '90', 'nop'],
      ],
    );
  });
});
