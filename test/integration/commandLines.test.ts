import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MachineConfiguration } from '../../src/api';
import { asTask, convert } from '../../src/machine/paste/convert';
import { readPastedCommands } from '../../src/machine/paste/read/pastedCommand';
import { BOARD_LINES } from '../commandLines/boards';
import type { CommandLine } from '../commandLines/line';
import { PC_LINES } from '../commandLines/pcs';
import { bootable, PRINTED, printerCode } from '../guests/printer';
import { MachineRoom } from '../support/machines';
import { guard, GUARD_MS } from '../support/until';

const { aarch64, riscv, thumb, pc16, pc32 } = printerCode;
const COM1 = 0x3f8;
const EMPTY = Buffer.alloc(1 << 20);
const kernel = bootable.multiboot(pc32([COM1, 0x2f8, 0xe9]));
const disk = bootable.disk(pc16(COM1));

/** What lies in the folder of a line, and on which port of the machine the stand-in is heard; none: it has none. */
interface StandIn {
  readonly files: Readonly<Record<string, Buffer>>;
  readonly heard?: number;
  readonly changes?: Partial<MachineConfiguration>;
}

const byName: Readonly<Record<string, StandIn>> = {
  'xv6 for RISC-V': {
    files: {
      'kernel/kernel': bootable.elf(243, 64, 0x80000000, riscv([0x10000000])),
      'fs.img': EMPTY,
    },
    heard: 0,
  },
  'OP-TEE': {
    files: {
      'out/bin/bl1.bin': aarch64([0x09040000]),
      'out/bin/rootfs.cpio.gz': EMPTY,
      'out/bin/Image': EMPTY,
    },
    heard: 1,
  },
  rCore: {
    files: {
      '../bootloader/rustsbi-qemu.bin': riscv([0x10000000]),
      'target/riscv64gc-unknown-none-elf/release/os.bin': EMPTY,
      '../user/fs.img': EMPTY,
    },
    heard: 0,
  },
  NuttX: { files: { nuttx: bootable.elf(40, 32, 0x40010000, thumb(0x09000000), 0x40010001) }, heard: 0 },
  'a bare-metal Raspberry Pi 3': {
    files: { 'kernel8.img': aarch64([0x3f201000, 0x3f215040]), 'sdcard.img': EMPTY },
    heard: 0,
  },
  'a RISC-V system': {
    files: { 'kernel.elf': bootable.elf(243, 64, 0x80000000, riscv([0x10000000])) },
    heard: 0,
  },
  TriCore: { files: { 'app.elf': bootable.elf(44, 32, 0x80000000, Buffer.alloc(64)) } },
  'U-Boot': { files: { 'u-boot.bin': aarch64([0x09000000]), 'disk.img': EMPTY }, heard: 0 },
  Zephyr: { files: { 'zephyr/zephyr.elf': bootable.cortexM(thumb(0x4000c000)) }, heard: 0 },
  Tock: {
    files: {
      'target/release/hifive1.elf': bootable.elf(243, 32, 0x20010000, riscv([0x10013000], true)),
      'app.tbf': Buffer.alloc(64),
    },
    heard: 0,
  },
  Rust: {
    files: { 'target/thumbv7m-none-eabi/debug/app': bootable.cortexM(thumb(0x4000c000)) },
    heard: 0,
  },
  'xv6 for the PC': { files: { 'xv6.img': disk, 'fs.img': EMPTY }, heard: 0 },
  ELKS: { files: { 'image/fd1440.img': bootable.disk(pc16(COM1), 1440 * 1024) }, heard: 0 },
  limine: {
    files: {
      'ovmf/ovmf-code-x86_64.fd': bootable.pcFirmware(pc16(COM1)),
      'ovmf/ovmf-vars-x86_64.fd': Buffer.alloc(1 << 16),
      'template.iso': EMPTY,
    },
    heard: 0,
  },
  'a UEFI application': {
    files: { 'OVMF_CODE.fd': bootable.pcFirmware(pc16(COM1)), 'esp/x': EMPTY },
    heard: 0,
  },
  'Linux with a folder': {
    files: { 'arch/x86/boot/bzImage': kernel, 'initramfs.cpio.gz': EMPTY },
    heard: 0,
  },
  Redox: { files: { 'harddrive.img': disk }, heard: 0 },
  SerenityOS: {
    files: { 'Kernel/Prekernel/Prekernel': kernel, 'Kernel/Kernel': EMPTY, _disk_image: EMPTY },
    heard: 0,
  },
  Haiku: { files: { 'haiku-anyboot.img': disk }, heard: 0 },
  ToaruOS: { files: { 'image.iso': bootable.cd(pc16(0x2f8)) }, heard: 0 },
  blog_os: { files: { 'target/x86_64-blog_os/debug/bootimage-blog_os.bin': disk }, heard: 0 },
  seL4: {
    files: {
      'images/kernel-x86_64-pc99': kernel,
      'images/sel4test-driver-image-x86_64-pc99': EMPTY,
    },
    heard: 0,
  },
  Barrelfish: {
    files: {
      'x86_64/sbin/elver': kernel,
      'x86_64/sbin/cpu': EMPTY,
      'x86_64/sbin/init': EMPTY,
      'ahci.img': EMPTY,
    },
    heard: 0,
  },
};

const LINES = [...BOARD_LINES, ...PC_LINES];

function standInOf({ name }: CommandLine): StandIn {
  const key = Object.keys(byName).find((part) => name.startsWith(part));
  assert.ok(key !== undefined, `nothing stands in for ${name}`);
  return byName[key] ?? { files: {} };
}

describe('a command line that people have, pasted', () => {
  let room: MachineRoom;
  let folder: string;
  beforeEach(async () => {
    room = await MachineRoom.open();
    folder = join(room.scratch, 'os');
  });
  afterEach(() => room.close());

  for (const line of LINES) {
    it(`starts, and its console is right: ${line.name}`, async () => {
      const { files, heard } = standInOf(line);
      for (const [path, content] of Object.entries(files)) await place(join(folder, path), content);
      const [command] = readPastedCommands(line.text, new Map(Object.entries(line.values ?? {}))).commands;
      assert.ok(command);
      const machine = await room.start(await here(asTask(convert(command))));
      assert.equal(machine.state, line.text.includes(' -S') && heard === undefined ? 'paused' : 'running');
      if (heard === undefined) return;
      const port = machine.ports[heard];
      assert.ok(port, room.logText());
      await port.serial.waitFor(PRINTED, { timeoutMs: GUARD_MS, from: 0 }, guard());
    });
  }

  /** The same on this computer: where the editor's folder is, whose QEMU, and what others here may have taken. */
  async function here(config: MachineConfiguration): Promise<MachineConfiguration> {
    await mkdir(join(folder, config.cwd ?? ''), { recursive: true });
    const { qemuPath, ...rest } = config;
    if (config.dtb !== undefined)
      execFileSync('qemu-system-aarch64', ['-M', `virt,dumpdtb=${join(folder, config.dtb)}`], {
        stdio: 'ignore',
      });
    return {
      ...rest,
      ...(qemuPath !== undefined && { arch: 'aarch64' }),
      cwd: join(folder, config.cwd ?? ''),
      ...(config.netdevs && { netdevs: config.netdevs.map(({ forward: _, ...netdev }) => netdev) }),
      args: withoutTaken((config.args ?? []).map((word) => word.replace('${workspaceFolder}', folder))),
    };
  }
});

async function place(path: string, content: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Without a fixed port for a debugger; and without KVM, which this computer may have, or have slowly. */
function withoutTaken(args: readonly string[]): string[] {
  return args.filter(
    (word, index) => word !== '-gdb' && args[index - 1] !== '-gdb' && !/^--?enable-kvm$/.test(word),
  );
}
