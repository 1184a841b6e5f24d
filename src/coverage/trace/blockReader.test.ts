import assert from 'node:assert/strict';
import { BlockReader } from './blockReader';

/** The addresses that are found in a log, which comes in pieces of this many bytes. */
function found(log: string, pieceBytes = log.length): string[] {
  const addresses: string[] = [];
  const reader = new BlockReader(({ page, offset }) =>
    addresses.push(((BigInt(page) << 12n) + BigInt(offset)).toString(16)),
  );
  const bytes = Buffer.from(log);
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  return addresses;
}

const RULE = '----------------\n';

describe('BlockReader', () => {
  it('BlockReader finds the address of each instruction, as QEMU writes them for all processors', () => {
    const x86 = `${RULE}IN: \n0x000fe05b:  2e 66 83 3e c8 61 00     cmpl     $0, %cs:0x61c8\n0x000fe062:  0f 85\n\n`;
    const x64 = `${RULE}IN: start_kernel\n0xffffffff81000000:  48 8d 25 51 3f a0 01     leaq     0x1a03f51(%rip), %rsp\n\n`;
    const arm = `${RULE}IN: \n0x40000000:  580000c0  ldr      x0, #0x40000018\n0x40000004:  aa1f03e1  mov      x1, xzr\n\n`;
    const riscv = `${RULE}IN: \nPriv: 3; Virt: 0\n0x0000000000001000:  00000297          auipc           t0,0\n\n`;
    const none = `${RULE}IN: \n0x00000004:  OBJD-T: 8512002f\n\n`;
    assert.deepEqual(found(x86 + x64 + arm + riscv + none), [
      'fe05b',
      'fe062',
      'ffffffff81000000',
      '40000000',
      '40000004',
      '1000',
      '4',
    ]);
  });

  /** As these versions of QEMU have written it, which name 32-bit Arm's two instruction sets nowhere. */
  const WRITTEN: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'QEMU 7.2, 10.0 and 11.1, of A32 code that calls T32 code',
      [
        'IN: start',
        '0x40080000:  e59f000c  ldr      r0, [pc, #0xc]',
        '0x40080004:  e1a0d000  mov      sp, r0',
        '0x40080008:  fb0000b2  blx      #0x400802da',
        '',
        '----------------',
        'IN: kmain',
        '0x400802da:  e96d 7e02  strd     r7, lr, [sp, #-0x8]!',
        '0x400802de:  b088       sub      sp, #0x20',
        '0x400802e0:  af00       add      r7, sp, #0',
        '0x400802e2:  f7ff fe99  bl       #0x40080018',
      ].join('\n'),
      ['40080000', '40080004', '40080008', '400802da', '400802de', '400802e0', '400802e2'],
    ],
    [
      'QEMU 7.2, of riscv64 code',
      [
        'IN: ',
        'Priv: 3; Virt: 0',
        '0x0000000000001000:  00000297          auipc                   t0,0                    # 0x1000',
        '0x0000000000001004:  02828613          addi                    a2,t0,40',
      ].join('\n'),
      ['1000', '1004'],
    ],
    [
      'QEMU 10.0 and 11.1, of riscv64 code',
      [
        'IN: ',
        '0x00001000:  00000297          auipc                   t0,0                    # 0x1000',
        '0x00001004:  02828613          addi                    a2,t0,40',
      ].join('\n'),
      ['1000', '1004'],
    ],
    [
      'QEMU 11.1, of x86 code',
      [
        'IN: ',
        '0x000fe05b:  2e 66 83 3e 08 62 00     cmpl     $0, %cs:0x6208',
        '0x000fe062:  0f 85 45 f0              jne      0xfd0ab',
      ].join('\n'),
      ['fe05b', 'fe062'],
    ],
  ];
  for (const [title, log, addresses] of WRITTEN)
    it(`BlockReader reads the log of ${title}`, () =>
      assert.deepEqual(found(`${RULE}${log}\n\n`), addresses));

  it('BlockReader finds the same however the log is cut', () => {
    const log = `x\n${RULE}IN: a\n0x1000: 90\n0x1001: 90\n\n0x2: not one\n${RULE}IN: b\n0xffffffff81000fff: 90\n\n`;
    for (let pieceBytes = 1; pieceBytes <= log.length; pieceBytes++)
      assert.deepEqual(found(log, pieceBytes), ['1000', '1001', 'ffffffff81000fff'], `${pieceBytes}`);
  });

  it('BlockReader passes over what else is logged, also what looks much like it', () => {
    const out = 'OUT: [size=32]\n0x7f5c00000100:  8b 5d f0\n\n';
    const odd = `${RULE}IN: \n0x\n0x:\n0xg0:\n0x12345678901234567:\n0x10\n1000: 90\n 0x20: 90\n\n`;
    assert.deepEqual(found(`${out}0x1000: 90\n     0: v=20 e=0000\n${odd}`), []);
  });

  it('BlockReader keeps little of a line that does not end', () => {
    const long = 'a'.repeat(1 << 22);
    assert.deepEqual(found(`${RULE}IN: ${long}\n0x10: ${long}\n0x20: 90\n\n`, 65_536), ['10', '20']);
  });

  it('BlockReader looks at each byte of a piece a few times at most, though no line has the colon of an address', () => {
    const bytes = Buffer.from(`${RULE}IN: \n${'0x\n'.repeat(100_000)}`);
    let searched = 0;
    const reader = new BlockReader(() => assert.fail('there is no address'));
    const indexOf = (byte: number, from = 0): number => {
      const found = Uint8Array.prototype.indexOf.call(bytes, byte, from);
      searched += (found === -1 ? bytes.length : found + 1) - from;
      return found;
    };
    reader.push(Object.assign(bytes, { indexOf }));
    assert.ok(searched > 0 && searched <= 3 * bytes.length, `${searched} of ${bytes.length}`);
  });

  it('BlockReader takes no address for one whose colon is in the next line, or behind too many digits', () => {
    const long = '0'.repeat(16);
    assert.deepEqual(found(`${RULE}IN: \n0x1\n:\n0x${long}1: x\n0x${long}: x\n0x12: x\n0x: x\n\n`), [
      '0',
      '12',
    ]);
  });
});
