import assert from 'node:assert/strict';
import { symbolCandidates } from './symbolCandidates';

describe('files that may have the symbols of an image', () => {
  it('files that may have the symbols of an image begin with the image itself', () => {
    assert.deepEqual(symbolCandidates({ kernel: '/b/zephyr.bin' }), [
      '/b/zephyr.bin',
      '/b/zephyr.elf',
      '/b/zephyr.bin.elf',
      '/b/zephyr',
    ]);
    assert.equal(symbolCandidates({ kernel: '/b/kernel.elf', bios: '/b/fw.bin' })[1], '/b/fw.bin');
  });

  it('files that may have the symbols of a Linux image are where its build and distributions put them', () => {
    assert.deepEqual(symbolCandidates({ kernel: '/src/linux/arch/x86/boot/bzImage' }), [
      '/src/linux/arch/x86/boot/bzImage',
      '/src/linux/arch/x86/boot/vmlinux',
      '/src/linux/vmlinux',
    ]);
    assert.ok(
      symbolCandidates({ kernel: '/boot/vmlinuz-6.1.0-38-amd64' }).includes(
        '/usr/lib/debug/boot/vmlinux-6.1.0-38-amd64',
      ),
    );
    assert.ok(symbolCandidates({ kernel: '/o/arch/arm64/boot/Image.gz' }).includes('/o/vmlinux'));
  });

  it('files that may have the symbols of U-Boot are those that its build makes it of', () => {
    assert.equal(symbolCandidates({ bios: '/u/u-boot-nodtb.bin' })[1], '/u/u-boot');
  });

  it('files that may have the symbols of an image are none for firmware that QEMU finds by its name', () => {
    assert.deepEqual(symbolCandidates({ bios: 'none' }), []);
  });
});
