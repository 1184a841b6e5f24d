import assert from 'node:assert/strict';
import { readLoggedExceptions } from './loggedExceptions';

/** As QEMU 7.2 writes them, without the registers in between. */
const PAGE_FAULT = [
  'check_exception old: 0xffffffff new 0xe',
  '     0: v=0e e=0002 i=0 cpl=0 IP=0008:00000000001000bc pc=00000000001000bc SP=0010:0000000000107000 CR2=0000000000605010',
  'RAX=0000000000605010 RBX=00000000000021e0 RCX=00000000c0000080 RDX=0000000000000000',
];
const DOUBLE_FAULT = [
  'check_exception old: 0xe new 0xd',
  '     1: v=08 e=0000 i=0 cpl=0 IP=0008:00000000001000bc pc=00000000001000bc SP=0010:0000000000107000 env->regs[R_EAX]=0000000000605010',
];
const TRIPLE_FAULT = ['check_exception old: 0x8 new 0xd', 'Triple fault'];

const read = (...lines: string[]): ReturnType<typeof readLoggedExceptions> =>
  readLoggedExceptions(lines.join('\n'));

describe('exceptions in QEMU’s log', () => {
  it('a triple fault is told with the exceptions before it, in words', () => {
    const { tripleFault, exceptions } = read(...PAGE_FAULT, ...DOUBLE_FAULT, ...TRIPLE_FAULT);
    assert.equal(tripleFault, true);
    assert.deepEqual(exceptions, [
      'at 0x1000bc: Page fault (#PF). A write to 0x605010 in kernel mode failed: no page is mapped there.',
      'at 0x1000bc: Double fault (#DF): an exception could not be delivered to its handler.',
    ]);
  });

  it('what comes after the triple fault belongs to the next boot', () => {
    const { exceptions } = read(...PAGE_FAULT, ...TRIPLE_FAULT, ...DOUBLE_FAULT, ...DOUBLE_FAULT);
    assert.equal(exceptions.length, 1);
    assert.match(exceptions[0] ?? '', /Page fault/);
  });

  it('a triple fault by which firmware resets the machine is told only if there is no other', () => {
    const firmware = DOUBLE_FAULT.map((line) => line.replaceAll('00000000001000bc', '00000000000efaad'));
    const { exceptions, inFirmware } = read(...PAGE_FAULT, ...TRIPLE_FAULT, ...firmware, ...TRIPLE_FAULT);
    assert.match(exceptions[0] ?? '', /Page fault/);
    assert.equal(inFirmware, false);
    assert.equal(read(...firmware, ...TRIPLE_FAULT).inFirmware, true);
    assert.match(
      read(...firmware, ...TRIPLE_FAULT, ...PAGE_FAULT, ...TRIPLE_FAULT).exceptions[0] ?? '',
      /Page/,
    );
  });

  it('interrupts and an instruction’s own are no exceptions', () => {
    const { tripleFault, exceptions } = read(
      '     2: v=20 e=0000 i=0 cpl=0 IP=0008:0000000000000010 pc=10 SP=0010:10 env->regs[R_EAX]=0',
      '     3: v=03 e=0000 i=1 cpl=0 IP=0008:0000000000000010 pc=10 SP=0010:10 env->regs[R_EAX]=0',
      'riscv_cpu_do_interrupt: hart:0, async:1, cause:0000000000000005, epc:0x10, tval:0x0, desc=s_timer',
    );
    assert.deepEqual([tripleFault, exceptions], [false, []]);
  });

  it('exceptions of other processors are read, too', () => {
    const { exceptions } = read(
      'Taking exception 4 [Data Abort] on CPU 0',
      '...from EL1 to EL1',
      '...with ESR 0x25/0x96000047',
      '...with FAR 0x40a05010',
      '...with ELR 0x40080068',
      'riscv_cpu_do_interrupt: hart:0, async:0, cause:000000000000000d, epc:0x00000000800000a4, tval:0x00000000c0a05010, desc=load_page_fault',
    );
    assert.deepEqual(exceptions, [
      'at 0x40080068: Data abort. A write to 0x40a05010 in kernel mode failed: the level 3 table has no valid entry for it.',
      'at 0x800000a4: A read of 0xc0a05010 failed: the page tables do not allow it.',
    ]);
  });

  it('only the last exceptions are kept', () => {
    assert.equal(read(...Array.from({ length: 100 }, () => PAGE_FAULT).flat()).exceptions.length, 4);
  });

  it('a line that never ends is read in linear time', () => {
    const hostile = `     0: v=0e e=0002 i=0 cpl=0 IP=0008:10 ${'CR2='.repeat(60_000)}`;
    assert.deepEqual(read(hostile).exceptions, []);
  });
});
