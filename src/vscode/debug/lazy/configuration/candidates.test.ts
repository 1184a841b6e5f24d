import assert from 'node:assert/strict';
import { validateDebug } from '../../../../config/debug/debugValidate';
import { candidates, type FoundFile } from './candidates';
import { boardIn, zephyrMachine } from './zephyrBoards';

const elf = (path: string, arch: FoundFile['arch'] = 'x86_64', more: object = {}): FoundFile => ({
  path,
  format: 'elf',
  arch,
  ...more,
});
const raw = (path: string): FoundFile => ({ path, format: 'raw', arch: undefined });

/** What is made of these files, without what every launch has. */
function made(...files: FoundFile[]): Record<string, unknown>[] {
  return candidates(files).map((config) => {
    // Whatever is proposed must be valid as it is.
    validateDebug(config);
    const { type: _type, request: _request, ...rest } = config;
    return rest;
  });
}

describe('launch configurations for what is in a folder', () => {
  it('launch configurations boot a kernel that is an ELF file', () => {
    assert.deepEqual(made(elf('build/kernel.elf', 'riscv64')), [
      { name: 'QEMU: kernel.elf', kernel: '${workspaceFolder}/build/kernel.elf' },
    ]);
    assert.deepEqual(
      made(elf('myos.bin', 'i386')).map(({ kernel }) => kernel),
      ['${workspaceFolder}/myos.bin'],
    );
  });

  it('launch configurations are not made for programs and files that do not boot', () => {
    assert.deepEqual(
      made(
        raw('kernel.bin'),
        elf('target/x86_64-unknown-linux-gnu/debug/tool'),
        elf('tool'),
        { path: 'x.elf', format: 'elf', arch: undefined },
        elf('build/zephyr/zephyr_pre0.elf', 'arm'),
        raw('initramfs.cpio.gz'),
      ),
      [],
    );
  });

  it('launch configurations put the symbols of vmlinux to the image that boots', () => {
    const bzImage: FoundFile = { path: 'linux/arch/x86/boot/bzImage', format: 'bzImage', arch: 'x86_64' };
    assert.deepEqual(made(bzImage, elf('linux/vmlinux'), raw('rootfs.cpio.gz')), [
      {
        name: 'QEMU: vmlinux',
        kernel: '${workspaceFolder}/linux/arch/x86/boot/bzImage',
        program: '${workspaceFolder}/linux/vmlinux',
        initrd: '${workspaceFolder}/rootfs.cpio.gz',
        append: 'console=ttyS0 nokaslr panic=-1',
        memory: '1G',
      },
    ]);
    const image: FoundFile = { path: 'arch/arm64/boot/Image', format: 'arm64 Image', arch: 'aarch64' };
    const [arm] = made(elf('vmlinux', 'aarch64'), image);
    assert.equal(arm?.['append'], 'console=ttyAMA0 nokaslr panic=-1');
    const [alone] = made(elf('vmlinux'));
    assert.deepEqual([alone?.['kernel'], alone?.['program']], ['${workspaceFolder}/vmlinux', undefined]);
  });

  it('launch configurations boot a kernel without its vmlinux', () => {
    assert.deepEqual(made({ path: 'boot/bzImage', format: 'bzImage', arch: 'x86_64' }), [
      {
        name: 'QEMU: bzImage',
        kernel: '${workspaceFolder}/boot/bzImage',
        append: 'console=ttyS0 panic=-1',
      },
    ]);
  });

  it('launch configurations run U-Boot as firmware', () => {
    assert.deepEqual(made(elf('u-boot', 'aarch64'), raw('u-boot.bin')), [
      {
        name: 'QEMU: u-boot',
        arch: 'aarch64',
        bios: '${workspaceFolder}/u-boot.bin',
        program: '${workspaceFolder}/u-boot',
      },
    ]);
    assert.deepEqual(made(elf('u-boot', 'aarch64')), []);
    const x86 = made(elf('out/u-boot', 'i386'), raw('out/u-boot.bin'), raw('out/u-boot.rom'));
    assert.equal(x86[0]?.['bios'], '${workspaceFolder}/out/u-boot.rom');
  });

  it('launch configurations know the machine of a Zephyr board, and stop in main', () => {
    assert.deepEqual(made(elf('build/zephyr/zephyr.elf', 'arm', { board: 'qemu_cortex_m3/ti_lm3s6965' })), [
      {
        name: 'QEMU: zephyr.elf',
        kernel: '${workspaceFolder}/build/zephyr/zephyr.elf',
        machine: 'lm3s6965evb',
        cpu: 'cortex-m3',
        stopOnSymbol: 'main',
      },
    ]);
    const boards = [
      'qemu_x86',
      'qemu_x86_64',
      'qemu_riscv32',
      'qemu_cortex_a53',
      'mps2_an385',
      'mps2/an521/cpu0',
    ];
    for (const board of boards)
      assert.ok(made(elf('b/zephyr/zephyr.elf', 'i386', { board }))[0]?.['machine'], board);
    assert.deepEqual(zephyrMachine(undefined, 'riscv64'), {});
    assert.equal(boardIn('A:STRING=1\nCACHED_BOARD:STRING=qemu_x86\nBOARD:STRING=other\n'), 'qemu_x86');
    assert.equal(boardIn('no such line'), undefined);
  });

  it('launch configurations know which core a Rust target is for', () => {
    const found = made(
      elf('target/thumbv7m-none-eabi/debug/blinky', 'arm'),
      elf('target/riscv64gc-unknown-none-elf/debug/kernel', 'riscv64'),
      elf('target/riscv64gc-unknown-none-elf/release/kernel', 'riscv64'),
    );
    assert.deepEqual(
      found.map(({ name, machine }) => [name, machine]),
      [
        ['QEMU: target/riscv64gc-unknown-none-elf/debug/kernel', undefined],
        ['QEMU: target/riscv64gc-unknown-none-elf/release/kernel', undefined],
        ['QEMU: blinky', 'lm3s6965evb'],
      ],
    );
  });

  it('launch configurations start disks, with the symbols of the only kernel there is', () => {
    const disks = [raw('os.iso'), raw('disk.img'), raw('initrd.img')];
    const found = made(...disks, elf('kernel.elf', 'i386'));
    assert.deepEqual(
      found.map(({ name, kernel, cdrom, drives, program }) => [name, kernel ?? cdrom ?? drives, program]),
      [
        ['QEMU: kernel.elf', '${workspaceFolder}/kernel.elf', undefined],
        ['QEMU: disk.img', ['${workspaceFolder}/disk.img'], '${workspaceFolder}/kernel.elf'],
        ['QEMU: os.iso', '${workspaceFolder}/os.iso', '${workspaceFolder}/kernel.elf'],
      ],
    );
    const [, , disk] = made(raw('disk.img'), elf('a.elf'), elf('b.elf'));
    assert.equal(disk?.['program'], undefined);
  });

  it('launch configurations come in a fixed order, and name files apart', () => {
    const names = made(raw('d.img'), elf('a/k.elf'), elf('b/k.elf'), elf('vmlinux')).map(({ name }) => name);
    assert.deepEqual(names, ['QEMU: vmlinux', 'QEMU: a/k.elf', 'QEMU: b/k.elf', 'QEMU: d.img']);
  });
});
