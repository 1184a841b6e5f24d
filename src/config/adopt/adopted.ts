import type { QemuOption } from '../options/read';
import type { PartialConfiguration } from '../types';

/** A serial port that `args` describe; what is absent is as for any other port. */
export interface AdoptedPort {
  /** `chardev`: whatever uses the chardev of this id is in `args`. */
  readonly device: 'uart' | 'chardev' | 'semihosting' | 'none';
  /** The id that `args` give its chardev. */
  readonly chardev?: string;
  /** Several devices use that chardev, which QEMU allows only if it is told so. */
  readonly shared?: true;
  /** The value of `-serial` for a port that goes elsewhere; no terminal is for it. */
  readonly backend?: string;
}

/** What a person's own QEMU options mean for a machine of ours. */
export interface Adopted {
  /** Fields that they set; as on a command line, they win over what the configuration says. */
  readonly fields: AdoptedFields;
  /** What they add to `machine`, in order: `q35`, `accel=kvm`. */
  readonly machine: readonly string[];
  readonly ports: readonly AdoptedPort[];
  readonly semihosting: AdoptedSemihosting | undefined;
  /** `-S`: the guest is not to run before somebody resumes it. */
  readonly startsPaused: boolean;
  /** The value of `-gdb`; that of `-s` is `tcp::1234`. */
  readonly gdb: string | undefined;
  /** The options that are left for QEMU. */
  readonly left: readonly QemuOption[];
  /** `-nographic`: the firmware is to be told that there is no screen. */
  readonly withoutGraphics: boolean;
  /** About each option that has another effect here than on a command line. */
  readonly notices: readonly Notice[];
}

/** What a person should know about one option. */
export interface Notice {
  /** As it is written: `-serial file:log`. */
  readonly option: string;
  /** A sentence without a full stop, which goes on after the option and a colon. */
  readonly text: string;
}

export type AdoptedFields = Pick<
  PartialConfiguration,
  'append' | 'bios' | 'cpu' | 'display' | 'dtb' | 'initrd' | 'kernel' | 'memory' | 'name' | 'smp'
> & { readonly logItems?: readonly string[] };

/** `-semihosting` and `-semihosting-config`. */
export interface AdoptedSemihosting {
  readonly enabled: boolean;
  /** A chardev of the person's own that it talks to. */
  readonly chardev: string | undefined;
  readonly target: string | undefined;
  /** `arg=…`, `userspace=…`, as they are written. */
  readonly rest: readonly string[];
}
