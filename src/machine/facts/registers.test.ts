import assert from 'node:assert/strict';
import { parseRegisters, programCounter } from './registers';

/** Beginnings of what `info registers` of QEMU 7.2 prints. */
const X86 = `
CPU#0
EAX=00000000 EBX=00000000 ECX=00000000 EDX=00060fb1
EIP=0000fff0 EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0
ES =0000 00000000 0000ffff 00009300
CS =f000 ffff0000 0000ffff 00009b00
CR0=60000010 CR2=00000000 CR3=00000000 CR4=00000000
`;
const LONG_MODE = `
RAX=0000000000000001 RBX=0000000000000000 RCX=0000000000000003 RDX=0000000000000000
RIP=00000000001000f3 RFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0
CS =0008 0000000000000000 00000000 00af9a00 DPL=0 CS64 [-R-]
`;
const AARCH64 = `
 PC=0000000040080000 X00=0000000000000001 X01=0000000000000000
X29=0000000000000000 X30=0000000000000000  SP=0000000000000000
PSTATE=400003c5 -Z-- EL1h     FPCR=00000000 FPSR=00000000
`;
const ARM = 'R12=00000000 R13=00000000 R14=00000000 R15=00008000\nPSR=400001d3 -Z-- A svc32\n';
const RISCV = `
 V      =   0
 pc       0000000080000000
 mstatus  0000000a00000000
 x0/zero  0000000000000000  x1/ra    0000000080001234  x2/sp    0000000000000000
 f0/ft0   0000000000000000  f1/ft1   0000000000000000
`;
const S390X =
  'PSW=mask 0000000180000000 addr 0000000007e003e8 cc 00\nR00=0000000000000000 R15=0000000000000007\n';
const M68K =
  'D0 = 00000000   A0 = 00000000   F0 = 7fff ffffffffffffffff  (         nan)\nPC = 00000400   SR = 2700\n';

describe('what `info registers` prints', () => {
  it('the program counter of every target is read from the monitor’s text', () => {
    for (const [text, pc] of [
      [X86, 0xfffffff0n],
      [LONG_MODE, 0x1000f3n],
      [AARCH64, 0x40080000n],
      [ARM, 0x8000n],
      [RISCV, 0x80000000n],
      [S390X, 0x7e003e8n],
      [M68K, 0x400n],
      ['nothing of the kind', undefined],
    ] as const)
      assert.equal(programCounter(parseRegisters(text)), pc, text);
  });

  it('registers are read by the names that QEMU gives them', () => {
    const value = (text: string, wanted: string): string | undefined =>
      parseRegisters(text).find(({ name }) => name === wanted)?.value;
    assert.equal(value(X86, 'CR0'), '60000010');
    assert.equal(value(X86, 'CS'), 'f000');
    assert.equal(value(AARCH64, 'PSTATE'), '400003c5');
    assert.equal(value(RISCV, 'x1/ra'), '0000000080001234');
    assert.equal(value(RISCV, 'mstatus'), '0000000a00000000');
  });
});
