import assert from 'node:assert/strict';
import { arm64Fault } from './arm64Fault';
import { cortexMFault } from './cortexMFault';
import { riscvFault } from './riscvFault';
import { pushesErrorCode, x86Fault } from './x86Fault';

describe('faults of x86 processors in words', () => {
  const pageFault = (code: bigint): string => x86Fault(14, code, 0xffff_8000_0000_1000n).text;

  it('a page fault of an x86 processor says who tried what, and why not', () => {
    assert.equal(
      pageFault(0n),
      'Page fault (#PF). A read of 0xffff800000001000 in kernel mode failed: no page is mapped there.',
    );
    assert.match(
      pageFault(7n),
      /A write to \S+ in user mode failed: the page is mapped, but does not allow it\./,
    );
    assert.match(pageFault(0x11n), /Execution at \S+ in kernel mode failed: the page is mapped/);
    assert.match(pageFault(0xbn), /an entry of the page tables has a reserved bit set/);
    assert.match(pageFault(0x25n), /protection key/);
    assert.match(pageFault(0x47n), /shadow stack/);
  });

  it('a page fault of an x86 processor names the access for the walk', () => {
    assert.deepEqual(x86Fault(14, 6n, 0x10n).translation, {
      address: 0x10n,
      access: { kind: 'write', user: true },
    });
    assert.equal(x86Fault(13, 0n, 0x10n).translation, undefined);
  });

  it('an exception with a selector names the table and the entry', () => {
    assert.equal(x86Fault(13, 0n, 0n).text, 'General protection fault (#GP).');
    assert.match(x86Fault(13, 0x1an, 0n).text, /, on entry 3 of the interrupt table \(IDT\)\.$/);
    assert.match(x86Fault(13, 0x18n, 0n).text, /, on entry 3 of the descriptor table \(GDT\)\.$/);
    assert.match(x86Fault(11, 0x1cn, 0n).text, /, on entry 3 of the local descriptor table \(LDT\)\.$/);
    assert.match(x86Fault(21, 3n, 0n).text, /, error code 0x3\.$/);
    assert.equal(x86Fault(15, undefined, 0n).text, 'Exception 15.');
  });

  it('it is known which vectors push an error code', () => {
    const all = Array.from({ length: 32 }, (_, vector) => vector);
    assert.deepEqual(all.filter(pushesErrorCode), [8, 10, 11, 12, 13, 14, 17, 21]);
  });
});

describe('faults of arm64 processors in words', () => {
  /** What Linux printed as "Data abort info" for it: a translation fault of level 0, a read in the kernel. */
  const LEVEL_0 = 0x9600_0004n;

  it('a data abort says who tried what, and which level stands in the way', () => {
    assert.equal(
      arm64Fault(LEVEL_0, 0x28n).text,
      'Data abort. A read of 0x28 in kernel mode failed: the level 0 table has no valid entry for it.',
    );
    assert.match(
      arm64Fault(0x9200_004fn, 0x28n).text,
      /A write to 0x28 in user mode failed: the entry of the level 3/,
    );
    assert.match(
      arm64Fault(0x8600_0006n, 0n).text,
      /^Instruction abort\. Execution at 0x0 in kernel mode failed: the level 2/,
    );
    assert.match(arm64Fault(0x9600_0021n, 3n).text, /the address is not aligned/);
  });

  it('an abort that the page tables did not make is not walked, nor one without an address', () => {
    assert.ok(arm64Fault(LEVEL_0, 0x28n).translation);
    assert.equal(arm64Fault(0x9600_0021n, 3n).translation, undefined);
    assert.equal(arm64Fault(LEVEL_0 | 0x400n, 0x28n).translation, undefined);
    assert.match(arm64Fault(LEVEL_0 | 0x400n, 0x28n).text, /an unknown address/);
  });

  it('cache maintenance of an address that is not mapped is no write', () => {
    assert.match(arm64Fault(0x9600_0144n, 0x28n).text, /A read of 0x28/);
  });

  it('other exceptions have their names, and unknown ones their class', () => {
    assert.equal(arm64Fault(0xf200_0800n, 0n).text, 'Breakpoint instruction (BRK).');
    assert.equal(arm64Fault(0x8a00_0000n, 0x4002n).text, 'Unaligned program counter: 0x4002.');
    assert.equal(arm64Fault(0xfc00_0000n, 0n).text, 'Exception of class 0x3f.');
  });
});

describe('faults of RISC-V processors in words', () => {
  it('a page fault of a RISC-V processor says who tried what', () => {
    const fault = riscvFault(15n, 0x8n, { user: false });
    assert.equal(fault.text, 'A write to 0x8 in kernel mode failed: the page tables do not allow it.');
    assert.deepEqual(fault.translation, { address: 8n, access: { kind: 'write', user: false } });
    assert.equal(riscvFault(12n, 0n).text, 'Execution at 0x0 failed: the page tables do not allow it.');
    assert.match(riscvFault(5n, 0x8n).text, /PMP/);
    assert.equal(riscvFault(5n, 0x8n).translation, undefined);
  });

  it('an invalid instruction of a RISC-V processor is shown', () => {
    assert.equal(riscvFault(2n, 0xffffn).text, 'Invalid instruction: 0xffff.');
    assert.equal(riscvFault(2n, 0n).text, 'Invalid instruction.');
  });

  it('an interrupt is told from an exception by the topmost bit, at either width', () => {
    assert.equal(riscvFault((1n << 63n) | 5n, 0n).text, 'Timer interrupt for supervisor mode.');
    assert.equal(
      riscvFault((1n << 31n) | 5n, 0n, { width: 32 }).text,
      'Timer interrupt for supervisor mode.',
    );
    assert.equal(riscvFault((1n << 63n) | 99n, 0n).text, 'Interrupt 99.');
    assert.equal(riscvFault(99n, 0n).text, 'Exception 99.');
  });
});

describe('faults of Cortex-M processors in words', () => {
  it('a Cortex-M fault names its causes, and the address that is valid', () => {
    assert.equal(
      cortexMFault({ cfsr: 0x8200n, hfsr: 0x4000_0000n, bfar: 0x6000_0000n, mmfar: 1n }),
      'Hard fault, since another fault could not be handled: a bus error at a data access (0x60000000).',
    );
    assert.equal(
      cortexMFault({ cfsr: 0x82n, mmfar: 0x10n }),
      'Fault: a data access that the memory protection (MPU) forbids (0x10).',
    );
    assert.equal(
      cortexMFault({ cfsr: 0x0201_0000n, bfar: 0x10n }),
      'Fault: an invalid instruction, a division by zero.',
    );
    assert.match(cortexMFault({ cfsr: 0n, hfsr: 2n }) ?? '', /vector table/);
    assert.equal(cortexMFault({ cfsr: 0n, hfsr: 0n }), undefined);
  });
});
