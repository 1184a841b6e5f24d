import type { DriveConfiguration, MachineConfiguration, SerialConfiguration } from './types';
import type { Forward } from './validation/formats';

/** A serial port with nothing left open but whether it is captured. */
export type ResolvedSerial = Readonly<
  Required<Omit<SerialConfiguration, 'capture'>> & Pick<SerialConfiguration, 'capture'>
>;

/** A drive; what is absent, QEMU decides. */
export type ResolvedDrive = Readonly<DriveConfiguration>;

export interface ResolvedNetwork {
  readonly model?: string;
  readonly forward: readonly Forward[];
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

type AsWritten = 'arch' | 'qemuPath' | 'machine' | 'cpu' | 'kernel' | 'initrd' | 'append' | 'bios' | 'cdrom';

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
  readonly display: string;
  readonly serial: readonly ResolvedSerial[];
  readonly args: readonly string[];
  /** `null` removes a variable. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly ready?: ResolvedReady;
  readonly log: { readonly items: readonly string[]; readonly trace: readonly string[] };
  /** Seconds. */
  readonly stop: {
    readonly powerdownSeconds: number;
    readonly quitSeconds: number;
    readonly terminateSeconds: number;
  };
  readonly reboot: 'reset' | 'shutdown';
}
