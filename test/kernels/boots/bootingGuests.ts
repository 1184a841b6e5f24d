import { join } from 'node:path';
import type { MachineConfiguration } from '../../../src/api';
import { SAMPLE_PROMPT, sampleGuest, UBOOT_PROMPT, ubootArm64, ubootRiscv64 } from '../../guests/guests';
import { linuxX86 } from '../../guests/linux';
import { KERNELS_FOLDER, present } from '../../guests/paths';
import { type LinuxArchitecture, powerOff } from '../../guests/powerOff';
import { debianAmd64, debianArm64, REMEDY } from '../debianKernels';
import { riscvLinux } from '../riscvLinux';

/** A machine that boots and does nothing else. */
export interface Boot {
  readonly config: MachineConfiguration;
  /** What it says when it has booted. It may also end by itself. */
  readonly last: string;
  /** The title of the crash that it ends with. */
  readonly crash?: RegExp;
}

type Random = () => number;
type Maker = (random: Random) => Boot;

/** What a kernel may be told that makes it talk, or talk of what crashes talk of. */
const TALK = [
  ...['debug', 'sched_verbose', 'memblock=debug'],
  ...['slub_debug=FZPU', 'page_poison=1', 'init_on_alloc=1', 'kmemleak=on', 'debug_guardpage_minorder=1'],
  ...['panic_on_warn=1', 'oops=panic', 'hung_task_panic=1', 'softlockup_panic=1', 'panic_print=0x1f'],
  ...[
    'rcutree.dump_tree=1',
    'rcupdate.rcu_cpu_stall_timeout=30',
    'threadirqs',
    'nokaslr',
    'nosmp',
    'maxcpus=1',
  ],
  ...[
    'audit=1',
    'lsm.debug',
    'crashkernel=64M',
    'earlycon',
    'log_buf_len=1M',
    'printk.devkmsg=on',
    'mitigations=off',
  ],
  ...['no_console_suspend', 'memory_corruption_check=1', 'nopti', 'spectre_v2=off', 'kasan=off', 'cma=16M'],
  ...['apic=debug', 'pci=nomsi', 'nohz=off', 'clocksource=jiffies', 'idle=poll', 'swiotlb=force'],
  ...['unknown_parameter=panic', 'ftrace_dump_on_oops', 'sysrq_always_enabled', 'loglevel=8'],
];
/** What every kernel is told. One that panics is to end. */
const ALWAYS = ['ignore_loglevel', 'initcall_debug', 'panic=-1'];
/** Ten times as much to read. */
const ALL_MESSAGES = 'dyndbg=+p';
/** Of all kernels, this one says most in a second. */
const ARM64_BOOTS = 12;
const DEVICES = [
  ...['virtio-net-pci', 'e1000', 'virtio-rng-pci', 'virtio-balloon-pci', 'qemu-xhci', 'virtio-scsi-pci'],
  ...['ich9-ahci', 'nec-usb-xhci', 'pcie-root-port,chassis=9', 'virtio-serial-pci', 'i6300esb'],
];

/** This kernel has no place for a first process, and says so as the last thing. */
const WITHOUT_INIT = { last: 'No working init found', crash: /^kernel panic: No working init found/ };

/** All kinds of guests that there are here; each call gives another machine of its kind. */
export function bootingGuests(folder: string): readonly Maker[] {
  // QEMU describes the machine itself, however large it is.
  const { dtb: _dtb, ...riscv } = riscvLinux(folder).configuration;
  const [amd64, arm64] = [debianAmd64().configuration, debianArm64().configuration];
  const initrds = (['x86_64', 'aarch64'] as const).map((arch) => [arch, powerOff(arch, folder)] as const);
  const initrd = Object.fromEntries(initrds) as Record<LinuxArchitecture, string>;
  const talking = (
    base: MachineConfiguration,
    arch: LinuxArchitecture,
    changes: Changes = () => ({}),
  ): Maker => {
    return (random) => ({
      config: { ...linux(base, random), initrd: initrd[arch], ...changes(random) },
      last: 'reboot: Power down',
    });
  };
  const board: Changes = (random) => ({
    cpu: pick(random, ['cortex-a53', 'cortex-a57', 'cortex-a72', 'max']),
    machine: pick(random, ['virt', 'virt,gic-version=3', 'virt,virtualization=on', 'virt,secure=on']),
  });
  const pc: Changes = (random) => ({ machine: pick(random, ['pc', 'q35']) });
  return [
    ...Array<Maker>(ARM64_BOOTS).fill(talking(arm64, 'aarch64', board)),
    (random) => ({ config: linux(riscv, random), ...WITHOUT_INIT }),
    talking(amd64, 'x86_64', pc),
    talking(linuxX86(), 'x86_64', pc),
    ...firmware(),
    (random) => ({ config: uefi(random), last: 'Shell> ' }),
    () => ({ config: sampleGuest(), last: SAMPLE_PROMPT }),
  ];
}

type Changes = (random: Random) => Partial<MachineConfiguration>;

function linux(base: MachineConfiguration, random: Random): MachineConfiguration {
  return {
    ...base,
    memory: pick(random, [512, 768, 1024]),
    smp: pick(random, [1, 2, 4]),
    append: [base.append, ...ALWAYS, ...some(random, [ALL_MESSAGES], 0.9), ...some(random, TALK, 0.3)].join(
      ' ',
    ),
    reboot: 'shutdown',
    args: some(random, DEVICES, 0.2).flatMap((device) => ['-device', device]),
  };
}

function firmware(): readonly Maker[] {
  const remedy = 'install the package u-boot-qemu';
  const uboot = (board: string, file: string): string =>
    present(join('/usr/lib/u-boot', board, file), remedy);
  const boards: readonly MachineConfiguration[] = [
    ubootArm64(),
    ubootRiscv64(),
    // OpenSBI comes first.
    {
      ...ubootRiscv64(),
      name: 'opensbi',
      bios: 'default',
      kernel: uboot('qemu-riscv64_smode', 'u-boot.bin'),
    },
    {
      ...ubootArm64(),
      name: 'u-boot-arm',
      arch: 'arm',
      cpu: 'cortex-a15',
      bios: uboot('qemu_arm', 'u-boot.bin'),
    },
    {
      name: 'u-boot-x86',
      type: 'qemu',
      arch: 'i386',
      machine: 'pc',
      bios: uboot('qemu-x86', 'u-boot.rom'),
      network: 'none',
    },
  ];
  const bios: MachineConfiguration = {
    name: 'seabios',
    type: 'qemu',
    arch: 'x86_64',
    network: 'none',
    args: ['-machine', 'graphics=off'],
  };
  return [
    ...boards.map((config): Maker => {
      return (random) => ({
        config: { ...config, memory: pick(random, [128, 256, 512]) },
        last: UBOOT_PROMPT,
      });
    }),
    (random) => ({ config: { ...bios, machine: pick(random, ['pc', 'q35']) }, last: 'No bootable device.' }),
  ];
}

function uefi(random: Random): MachineConfiguration {
  const image = (name: string): string => present(join(KERNELS_FOLDER, 'edk2', name), REMEDY);
  const common = { type: 'qemu', memory: pick(random, [256, 512]), network: 'none' } as const;
  if (random() < 0.5) return { ...ubootArm64(), ...common, name: 'edk2-arm64', bios: image('arm64.fd') };
  const flash = (name: string) =>
    ({ file: image(name), interface: 'pflash', format: 'raw', snapshot: true }) as const;
  const drives = [flash('ovmf.fd'), flash('ovmfVariables.fd')];
  return { ...common, name: 'ovmf', arch: 'x86_64', machine: pick(random, ['pc', 'q35']), drives };
}

function pick<T>(random: Random, things: readonly T[]): T {
  return things[Math.floor(random() * things.length)] as T;
}

function some<T>(random: Random, things: readonly T[], share: number): T[] {
  return things.filter(() => random() < share);
}
