import assert from 'node:assert/strict';
import type { ImageFacts } from '../image';
import { hintFor } from './hints';

const CONTEXT = { arch: 'x86_64', binary: '/usr/bin/qemu-system-x86_64', cwd: '/work' };

describe('start errors', () => {
  // QEMU 7.2's and 10.0's own words.
  const known: readonly [string, RegExp][] = [
    ['Could not access KVM kernel module: No such file or directory', /KVM is not available/],
    ['qemu-system-x86_64: failed to initialize kvm: Permission denied', /group "kvm"/],
    ['qemu-system-x86_64: unsupported machine type\nUse -machine help', /"machine".*-machine help/],
    ["qemu-system-x86_64: unable to find CPU model 'nope'", /-cpu help/],
    ['qemu-system-arm: mach-virt: CPU type cortex-m3-arm-cpu not supported', /-cpu help/],
    ["qemu: could not open kernel file '/nope': No such file or directory", /\/work/],
    ["qemu-system-aarch64: could not load kernel '/nope'", /\/work/],
    ["qemu: could not load PC BIOS '/nope'", /\/work/],
    ['qemu: invalid kernel header', /"drives"/],
    ['Error loading uncompressed kernel: Cannot load x86-64 image, give a 32bit one.', /elf32-i386/],
    [
      "-drive file=/nope: Could not open '/nope': No such file or directory",
      /Relative paths start at \/work/,
    ],
    ["Could not open 'disk': Permission denied", /no permission to read .*disk/],
    ['-frob: invalid option', /does not know -frob/],
    ["-device nope: 'nope' is not a valid device model name", /-device help/],
    [
      "-nic user: Could not set up host forwarding rule 'tcp:127.0.0.1:22-:22'",
      /Another program uses that port/,
    ],
    ['Failed to get "write" lock', /snapshot/],
    ["cannot set up guest memory 'pc.ram': Cannot allocate memory", /less "memory"/],
    ["-m zork: Parameter 'size' expects a non-negative number below 2^64", /512M/],
    ['Some ROM regions are overlapping', /"bios": "none"/],
    ["qemu-system-x86_64: CPU model 'host' requires KVM or HVF", /"cpu" to "max"/],
    ["qemu-system-aarch64: unable to find CPU model 'host'", /same architecture, with KVM/],
    ["-chardev socket,fd=3,id=qsd-qmp: File descriptor '3' is not a socket", /wrapper/],
    ["-device virtio-serial: No 'PCI' bus found for device 'virtio-serial-pci'", /no PCI bus/],
  ];
  for (const [stderr, hint] of known) {
    it(`a failed start has a hint for: ${stderr.slice(0, 60)}`, () =>
      assert.match(hintFor(stderr, CONTEXT), hint));
  }

  it('a failed start says where a file belongs that is no kernel', () => {
    const hint = (image: Partial<ImageFacts>): string =>
      hintFor('qemu: invalid kernel header', {
        ...CONTEXT,
        image: { format: 'raw', arch: undefined, ...image },
      });
    const elf = { entry: 0n, load: [], hasSymbols: false };
    assert.match(hint({ format: 'ISO 9660' }), /set "cdrom"/);
    assert.match(hint({ format: 'qcow2' }), /"drives"/);
    assert.match(hint({ format: 'elf', elf: { ...elf, multiboot2: true } }), /grub-mkrescue/);
    assert.match(hint({ format: 'elf', elf: { ...elf, multiboot2: false } }), /PVH note/);
  });

  it('a failed start names what was only assumed where that may be the reason', () => {
    const guess = 'Nothing says which architecture the machine has.';
    const hint = (stderr: string): string => hintFor(stderr, { ...CONTEXT, guess });
    assert.match(hint('unsupported machine type'), /-machine help".*Nothing says/);
    assert.equal(hint(''), guess, 'it ended without a word');
    assert.doesNotMatch(hint('Failed to get "write" lock'), /Nothing says/);
  });

  it('a failed start has no hint for what is not known', () => assert.equal(hintFor('strange', CONTEXT), ''));

  it('a failed start has the hint for what QEMU complains of, not for a warning before it', () => {
    const warning = 'qemu-system-x86_64: -device nope: warning: CPU type x not supported';
    const said = `${warning}\nqemu-system-x86_64: -frob: invalid option\n`;
    assert.match(hintFor(said, CONTEXT), /does not know -frob/);
    assert.match(hintFor(`${warning}\n`, CONTEXT), /-cpu help/);
  });
});
