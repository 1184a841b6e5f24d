import assert from 'node:assert/strict';
import { bootFields } from './bootFields';

describe('the fields that boot a file', () => {
  it('the fields that boot Linux on a PC have it talk to the serial port', () => {
    const append = 'console=ttyS0 panic=-1';
    assert.deepEqual(bootFields('bzImage', { format: 'bzImage', arch: 'x86_64' }), {
      kernel: 'bzImage',
      append,
    });
    assert.deepEqual(bootFields('/b/vmlinux', { format: 'elf', arch: 'x86_64' }), {
      kernel: '/b/vmlinux',
      append,
    });
  });

  it('the fields that boot a kernel leave the console to the device tree on other boards, and to the program on a bare machine', () => {
    assert.deepEqual(bootFields('Image', { format: 'arm64 Image', arch: 'aarch64' }), { kernel: 'Image' });
    assert.deepEqual(bootFields('vmlinux', { format: 'elf', arch: 'riscv64' }), { kernel: 'vmlinux' });
    assert.deepEqual(bootFields('kernel.elf', { format: 'elf', arch: 'i386' }), { kernel: 'kernel.elf' });
  });

  it('the fields that boot a file put firmware, CDs and disks where they belong', () => {
    assert.deepEqual(bootFields('OVMF.fd', { format: 'PC firmware', arch: 'x86_64' }), { bios: 'OVMF.fd' });
    assert.deepEqual(bootFields('os', { format: 'ISO 9660', arch: undefined }), { cdrom: 'os' });
    assert.deepEqual(bootFields('a.img', { format: 'raw', arch: undefined }), { drives: ['a.img'] });
  });
});
