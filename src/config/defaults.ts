import type { CrashRule, LoadRule, Newline, PartialConfiguration } from './types';

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
  readonly crashRules: readonly CrashRule[];
  readonly loadRules: readonly LoadRule[];
}

/** What holds when neither configuration nor settings say anything. */
export const BUILT_IN = {
  display: 'none',
  coverage: false,
  reboot: 'reset',
  success: [0],
  netdevs: { type: 'user' },
  ready: { timeoutSeconds: 300 },
  stop: { powerdownSeconds: 0, quitSeconds: 2, terminateSeconds: 2 },
  serial: {
    device: 'uart',
    terminal: 'open',
    encoding: 'utf8',
    newline: 'cr',
    implicitCarriageReturn: true,
    localEcho: false,
    bracketedPaste: false,
    characterDelayMs: 0,
    lineDelayMs: 0,
  },
} as const;

/** The defaults of somebody who has changed no setting. */
export const UNCHANGED_SETTINGS: MachineDefaults = {
  machine: {},
  terminal: { newline: 'cr', localEcho: false, bracketedPaste: false },
  powerdownSeconds: 0,
  logItems: [],
  crashRules: [],
  loadRules: [],
};
