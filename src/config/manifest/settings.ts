import * as v from 'valibot';
import type { MachineDefaults } from '../defaults';
import { findProblems, type Problem } from '../validation/problems';
import { crashRuleSchema, loadRuleSchema, newline, partialSchema } from '../schema';
import type { Schema } from '../shape';

/** The scopes of VS Code that a setting of ours may have. */
type SettingScope = 'application' | 'machine' | 'machine-overridable' | 'window' | 'resource';

export interface Setting {
  readonly schema: Schema;
  readonly default: unknown;
  readonly scope: SettingScope;
  /** Whether a workspace that is not trusted is kept from setting it, because it decides what is run. */
  readonly restricted?: true;
}

const megabytes = v.pipe(v.number(), v.minValue(1, 'atLeast'), v.maxValue(1024 * 1024, 'atMost'));
const seconds = v.pipe(v.number(), v.minValue(0, 'atLeast'), v.maxValue(3600, 'atMost'));
const several = v.pipe(v.number(), v.integer('integer'), v.minValue(1, 'atLeast'), v.maxValue(64, 'atMost'));

/**
 * The settings, each under its name without `qemu.`. Their texts are in `package.nls.json` under `settings.<name>`;
 * `contributes.configuration` of `package.json` is generated from both. What fills in one configuration is read for
 * the folder that the configuration belongs to (`resource`).
 */
export const SETTINGS = {
  installDirectory: { schema: v.string(), default: '', scope: 'machine-overridable', restricted: true },
  defaults: { schema: partialSchema, default: {}, scope: 'resource', restricted: true },
  transport: {
    schema: v.picklist(['auto', 'spool', 'socket']),
    default: 'auto',
    scope: 'machine-overridable',
  },
  /** Megabytes a port. */
  spoolLimit: { schema: megabytes, default: 256, scope: 'machine-overridable' },
  onDiskFull: { schema: v.picklist(['pause', 'warn']), default: 'pause', scope: 'machine-overridable' },
  maxMachinesStarting: { schema: several, default: 2, scope: 'machine-overridable' },
  'terminal.newline': { schema: newline, default: 'cr', scope: 'resource' },
  'terminal.localEcho': { schema: v.boolean(), default: false, scope: 'resource' },
  'terminal.bracketedPaste': { schema: v.boolean(), default: false, scope: 'resource' },
  'stop.powerdownSeconds': { schema: seconds, default: 0, scope: 'window' },
  /** `llvm-symbolizer` or `addr2line`; empty: the first one in PATH. */
  symbolizer: { schema: v.string(), default: '', scope: 'machine-overridable', restricted: true },
  crashNotifications: { schema: v.picklist(['notify', 'silent']), default: 'notify', scope: 'window' },
  /** With `${title}`; empty: the public tracker of the crashed system; `none`: no search. */
  crashSearchUrl: { schema: v.string(), default: '', scope: 'window' },
  crashRules: { schema: v.array(crashRuleSchema), default: [], scope: 'resource' },
  loadRules: { schema: v.array(loadRuleSchema), default: [], scope: 'resource' },
  'log.items': { schema: v.array(v.pipe(v.string(), v.nonEmpty('empty'))), default: [], scope: 'window' },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { readonly [Name in SettingName]: v.InferOutput<(typeof SETTINGS)[Name]['schema']> };

export interface SettingsReading {
  readonly settings: Settings;
  /** What is wrong with the settings; a setting with a problem has its default value. */
  readonly problems: readonly Problem[];
}

/**
 * Reads all settings.
 * @param get `name => workspace.getConfiguration('qemu').get(name)`.
 */
export function readSettings(get: (name: SettingName) => unknown): SettingsReading {
  const problems: Problem[] = [];
  const entries = Object.entries(SETTINGS).map(([name, setting]: [string, Setting]) => {
    // A copy, for VS Code hands out proxies that no thread and no `structuredClone` takes.
    const value: unknown = JSON.parse(JSON.stringify(get(name as SettingName) ?? setting.default));
    const found = findProblems(setting.schema, value, `qemu.${name}`);
    problems.push(...found);
    return [name, found.length === 0 ? value : setting.default];
  });
  return { settings: Object.fromEntries(entries) as Settings, problems };
}

/** The part of the settings that fills in configurations. */
export function machineDefaults(settings: Settings): MachineDefaults {
  return {
    machine: settings.defaults,
    terminal: {
      newline: settings['terminal.newline'],
      localEcho: settings['terminal.localEcho'],
      bracketedPaste: settings['terminal.bracketedPaste'],
    },
    powerdownSeconds: settings['stop.powerdownSeconds'],
    logItems: settings['log.items'],
    crashRules: settings.crashRules,
    loadRules: settings.loadRules,
  };
}
