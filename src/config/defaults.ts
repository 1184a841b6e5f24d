import { basename } from 'node:path';
import { type Forward, parseForward } from './validation/formats';
import { merge } from './merge';
import type {
  DriveConfiguration,
  MachineConfiguration,
  Newline,
  PartialConfiguration,
  SerialConfiguration,
} from './types';

/** What the settings say about every machine. `machine` is `qemu.defaults`; it wins over the single settings. */
export interface MachineDefaults {
  readonly machine: PartialConfiguration;
  readonly terminal: {
    readonly newline: Newline;
    readonly localEcho: boolean;
    readonly bracketedPaste: boolean;
  };
  readonly powerdownSeconds: number;
  readonly logItems: readonly string[];
}

/** What holds when neither configuration nor settings say anything. */
export const BUILT_IN = {
  display: 'none',
  reboot: 'reset',
  ready: { timeoutSeconds: 300 },
  stop: { powerdownSeconds: 0, quitSeconds: 2, terminateSeconds: 2 },
  serial: {
    device: 'uart',
    terminal: 'open',
    newline: 'cr',
    implicitCarriageReturn: true,
    localEcho: false,
    bracketedPaste: false,
    characterDelayMs: 0,
    lineDelayMs: 0,
  },
  drives: { readonly: false, snapshot: false },
} as const;

/** The defaults of somebody who has changed no setting. */
export const UNCHANGED_SETTINGS: MachineDefaults = {
  machine: {},
  terminal: { newline: 'cr', localEcho: false, bracketedPaste: false },
  powerdownSeconds: 0,
  logItems: [],
};

/** A serial port with nothing left open but whether it is captured. */
export type ResolvedSerial = Readonly<
  Required<Omit<SerialConfiguration, 'capture'>> & Pick<SerialConfiguration, 'capture'>
>;

/** A drive; `format` and `interface` stay open for QEMU to choose. */
export type ResolvedDrive = Readonly<
  DriveConfiguration & Required<Pick<DriveConfiguration, 'readonly' | 'snapshot'>>
>;

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
}

type AsWritten =
  | 'type'
  | 'arch'
  | 'qemuPath'
  | 'machine'
  | 'cpu'
  | 'kernel'
  | 'initrd'
  | 'append'
  | 'bios'
  | 'cdrom'
  | 'cwd';

/** A configuration in one form only, with everything filled in that we decide. What is absent, QEMU decides. */
export interface ResolvedConfiguration extends Readonly<Pick<MachineConfiguration, AsWritten>> {
  readonly name: string;
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
  readonly stop: {
    readonly powerdownSeconds: number;
    readonly quitSeconds: number;
    readonly terminateSeconds: number;
  };
  readonly reboot: 'reset' | 'shutdown';
}

/**
 * Fills in the settings' defaults and ours. Lists of the configuration replace those of the defaults; `env`, `log`
 * and `stop` are taken together field by field.
 * @param config What `validate` returned.
 */
export function withDefaults(
  config: MachineConfiguration,
  defaults: MachineDefaults = UNCHANGED_SETTINGS,
): ResolvedConfiguration {
  const merged = merge(config, defaults.machine);
  const { memory, smp, network, ready, drives, log, stop, ...rest } = merged;
  const serial = (merged.serial ?? [{}]).map((port, index) => resolveSerial(port, index, defaults));
  return {
    ...rest,
    name: merged.name ?? nameOf(merged),
    ...(memory !== undefined && { memory: String(memory) }),
    ...(smp !== undefined && { smp: String(smp) }),
    drives: (drives ?? []).map(resolveDrive),
    ...(network !== undefined && { network: resolveNetwork(network) }),
    display: merged.display ?? BUILT_IN.display,
    serial,
    args: merged.args ?? [],
    env: merged.env ?? {},
    ...(ready !== undefined && { ready: resolveReady(ready, serial) }),
    log: { items: log?.items ?? defaults.logItems, trace: log?.trace ?? [] },
    stop: { ...BUILT_IN.stop, powerdownSeconds: defaults.powerdownSeconds, ...stop },
    reboot: merged.reboot ?? BUILT_IN.reboot,
  };
}

/** The name that a port has when its configuration gives it none. */
export const defaultPortName = (index: number): string => `serial${index}`;

function resolveSerial(port: SerialConfiguration, index: number, defaults: MachineDefaults): ResolvedSerial {
  return { name: defaultPortName(index), ...BUILT_IN.serial, ...defaults.terminal, ...port };
}

function resolveDrive(drive: string | DriveConfiguration): ResolvedDrive {
  return { ...BUILT_IN.drives, ...(typeof drive === 'string' ? { file: drive } : drive) };
}

function resolveNetwork(network: NonNullable<MachineConfiguration['network']>): 'none' | ResolvedNetwork {
  if (network === 'none') return 'none';
  if (network === 'user') return { forward: [] };
  return { ...network, forward: (network.forward ?? []).map(parseForward) };
}

function resolveReady(
  ready: NonNullable<MachineConfiguration['ready']>,
  serial: readonly ResolvedSerial[],
): ResolvedReady {
  const wanted = typeof ready === 'string' ? { pattern: ready } : ready;
  return { ...BUILT_IN.ready, ...wanted, port: portIndex(wanted.port, serial) };
}

/**
 * Which port `ready.port` means, as an index into `serial`; -1 for none. Numbers count the ports that exist, as
 * `machine.ports` does, without the `none` slots; nothing means the first.
 */
export function portIndex(
  wanted: string | number | undefined,
  serial: readonly { readonly name: string; readonly device: string }[],
): number {
  const existing = serial.filter(({ device }) => device !== 'none');
  const found = existing.find(
    ({ name }, number) => wanted === undefined || wanted === name || wanted === number,
  );
  return found === undefined ? -1 : serial.indexOf(found);
}

/** A name for people, from what the machine runs. */
export function nameOf(config: MachineConfiguration): string {
  const drive = config.drives?.[0];
  const image =
    config.kernel ?? (typeof drive === 'string' ? drive : drive?.file) ?? config.cdrom ?? config.bios;
  if (image === undefined) return 'qemu';
  // Not `extname`: the end of "vmlinux-6.1" is none.
  return basename(image.replaceAll('\\', '/')).replace(/\.[A-Za-z]\w*$/, '');
}
