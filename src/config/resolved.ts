import type {
  CrashRule,
  DriveConfiguration,
  LoadRule,
  MachineConfiguration,
  SerialConfiguration,
  Verb,
} from './types';
import type { Forward } from './formats';

/** A serial port with nothing left open but whether it is captured or shared. */
export interface ResolvedSerial
  extends
    Readonly<Required<Omit<SerialConfiguration, 'capture' | 'device' | 'expose'>>>,
    Readonly<Pick<SerialConfiguration, 'capture' | 'expose'>> {
  /** `chardev`: the device that uses it is in `args`, and knows it by the id in `chardev`. */
  readonly device: NonNullable<SerialConfiguration['device']> | 'chardev';
  /** The id of its chardev, where `args` give it one. */
  readonly chardev?: string;
  /** Whether several devices use that chardev. */
  readonly shared?: true;
  /** For `none`: the value of the `-serial` that keeps its place; `null` unless told. */
  readonly backend?: string;
}

/** A drive; what is absent, QEMU decides. */
export type ResolvedDrive = Readonly<DriveConfiguration>;

export interface ResolvedNetwork {
  readonly model?: string;
  readonly forward: readonly Forward[];
}

/** A back end with the card that is connected to it. */
export interface ResolvedNetdev {
  readonly type: string;
  readonly id: string;
  readonly device?: string;
  readonly forward: readonly Forward[];
  readonly options?: string;
}

/** Calls that a program on a bare machine makes to the computer that runs QEMU. */
export interface ResolvedSemihosting {
  readonly target: string;
  /** The id of a chardev in `args`; absent: our console, or none. */
  readonly chardev?: string;
  /** Further `key=value`s, as QEMU takes them. */
  readonly options: readonly string[];
}

export interface ResolvedReady {
  /** Index into `serial`. */
  readonly port: number;
  /** Source of a regular expression. */
  readonly pattern: string;
  readonly timeoutSeconds: number;
  /** Looks at the bytes as they are, not at the text as a person sees it. */
  readonly raw?: boolean;
}

/** A rule, and the field that has it, for messages. */
type At<Rule> = Readonly<Rule> & { readonly field: string };

/** How the person's own systems say that they have crashed, and what they have loaded where. */
export interface OwnRules {
  readonly crashes: readonly At<CrashRule>[];
  readonly loads: readonly At<LoadRule>[];
}

/** What a machine does when a port prints something. */
export interface ResolvedMatch {
  /** Index into `serial`. */
  readonly port: number;
  /** Source of a regular expression. */
  readonly pattern: string;
  /** Comes before the verbs. */
  readonly send?: string;
  readonly verbs: readonly Verb[];
  readonly once: boolean;
  /** Where it is written: `onMatch[0]`. */
  readonly field: string;
}

/** What a machine does by itself. */
export interface OwnActions {
  readonly onCrash: readonly Verb[];
  readonly onMatch: readonly ResolvedMatch[];
}

type AsWritten =
  | 'append'
  | 'arch'
  | 'bios'
  | 'boot'
  | 'cdrom'
  | 'cpu'
  | 'dtb'
  | 'fda'
  | 'initrd'
  | 'kernel'
  | 'machine'
  | 'qemuPath'
  | 'rtc';

/**
 * A configuration that is valid and complete: in one form only, with the settings' defaults and ours filled in, and
 * with absolute paths. Everything below the edge takes this. What is absent, QEMU decides.
 */
export interface ResolvedConfiguration extends Readonly<Pick<MachineConfiguration, AsWritten>> {
  readonly name: string;
  /** Where QEMU runs; absolute. */
  readonly cwd: string;
  /** The value of `-m`. */
  readonly memory?: string;
  /** The value of `-smp`. */
  readonly smp?: string;
  readonly drives: readonly ResolvedDrive[];
  /** `none`: no network card at all. Absent: the machine's own, with user networking. */
  readonly network?: 'none' | ResolvedNetwork;
  readonly netdevs: readonly ResolvedNetdev[];
  /** Devices on the machine's USB; absent: no USB controller but the machine's own. */
  readonly usb?: readonly string[];
  /** The value of `-icount`. */
  readonly icount?: string;
  readonly display: string;
  readonly semihosting?: ResolvedSemihosting;
  readonly serial: readonly ResolvedSerial[];
  /** The person's own QEMU options, without those that mean something to us. */
  readonly args: readonly string[];
  /** Whether the guest waits before its first instruction until somebody resumes it (`-S`). */
  readonly startsPaused: boolean;
  /** Where the person wants QEMU to listen for a debugger: the value of `-gdb`. */
  readonly gdb?: string;
  /** What the person should know about this configuration, one sentence each. */
  readonly notices: readonly string[];
  /** `null` removes a variable. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly ready?: ResolvedReady;
  readonly ownRules?: OwnRules;
  readonly actions?: OwnActions;
  readonly log: { readonly items: readonly string[]; readonly trace: readonly string[] };
  /** Whether QEMU logs the code that it translates, and somebody reads which lines have run. */
  readonly coverage: boolean;
  /** Seconds. */
  readonly stop: {
    readonly powerdownSeconds: number;
    readonly quitSeconds: number;
    readonly terminateSeconds: number;
  };
  readonly reboot: 'reset' | 'shutdown';
  /** Whether it is restarted when a build has written its images. */
  readonly restartOnChange?: true;
  /** The exit codes of QEMU that count as success. */
  readonly success: readonly number[];
}
