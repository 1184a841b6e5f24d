import assert from 'node:assert/strict';
import { cpuModeOf, linearAddress } from './cpuMode';

const registers = (pointer: string, segment: string, efer = '0000000000000000'): string =>
  `EAX=00000000 EBX=00000000\n${pointer} EFL=00000002 [-------] CPL=0 II=0 A20=1 SMM=0 HLT=0
ES =0000 00000000 0000ffff 00009300\nCS =${segment}\nSS =0000 00000000 0000ffff 00009300
GDT=     00000000 0000ffff\nIDT=     00000000 0000ffff\nCR0=60000010 CR2=00000000\nEFER=${efer}\n`;

describe('the mode of a PC’s processor', () => {
  it('a PC’s processor is in a 16-bit mode after a reset, at the top of the address space', () => {
    const mode = cpuModeOf(registers('EIP=0000fff0', 'f000 ffff0000 0000ffff 00009b00'));
    assert.ok(mode);
    assert.equal(mode.bits, 16);
    assert.equal(linearAddress(mode), 0xfffffff0n);
  });

  it('a PC’s processor is in a 16-bit mode in a boot sector, whose code segment may begin anywhere', () => {
    const mode = cpuModeOf(registers('EIP=00000005', '07c0 00007c00 0000ffff 00009b00'));
    assert.ok(mode);
    assert.deepEqual([mode.bits, linearAddress(mode)], [16, 0x7c05n]);
  });

  it('a PC’s processor is in a 32-bit mode in protected mode, even one that could do 64', () => {
    const mode = cpuModeOf(
      registers('RIP=0000000000100010', '0008 00000000 ffffffff 00cf9a00 DPL=0 CS32 [-R-]'),
    );
    assert.ok(mode);
    assert.deepEqual([mode.bits, linearAddress(mode)], [32, 0x100010n]);
  });

  it('a PC’s processor is in a 32-bit mode in the compatibility mode of long mode', () => {
    const text = registers('RIP=0000000000100010', '0008 00000000 ffffffff 00cf9a00', '0000000000000500');
    assert.equal(cpuModeOf(text)?.bits, 32);
  });

  it('a PC’s processor is in a 64-bit mode in long mode, where the base does not count', () => {
    const text = registers(
      'RIP=ffffffff81000000',
      '0010 0000000000000000 ffffffff 00af9b00 DPL=0 CS64 [-RA]',
      '0000000000000d01',
    );
    const mode = cpuModeOf(text);
    assert.ok(mode);
    assert.deepEqual([mode.bits, linearAddress(mode)], [64, 0xffffffff81000000n]);
  });

  it('the mode of another processor is unknown', () => {
    assert.equal(cpuModeOf(' PC=0000000040000000 X00=0000000000000000'), undefined);
  });
});
