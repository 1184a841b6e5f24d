import * as v from 'valibot';
import type { MachineDefaults } from '../defaults';
import { findProblems, type Problem } from '../validation/problems';
import { KEY_PREFIXES } from './keyPrefixes';
import { crashRuleSchema, loadRuleSchema, newline, partialSchema } from '../schema';
import type { Schema } from '../shape';
import { substitute, type VariableValues } from '../variables';

export interface Setting {
  readonly schema: Schema;
  readonly default: unknown;
}

const megabytes = v.pipe(v.number(), v.minValue(1, 'atLeast'), v.maxValue(1024 * 1024, 'atMost'));
const seconds = v.pipe(v.number(), v.minValue(0, 'atLeast'), v.maxValue(3600, 'atMost'));
const several = v.pipe(v.number(), v.integer('integer'), v.minValue(1, 'atLeast'), v.maxValue(64, 'atMost'));

/**
 * The settings, each under its name without `qemu.`. Their texts are in `package.nls.json` under `settings.<name>`;
 * `contributes.configuration` of `package.json` is generated from both, and from `settingScopes.ts`.
 */
export const SETTINGS = {
  installDirectory: { schema: v.string(), default: '' },
  defaults: { schema: partialSchema, default: {} },
  transport: { schema: v.picklist(['auto', 'spool', 'socket']), default: 'auto' },
  /** Megabytes a port. */
  spoolLimit: { schema: megabytes, default: 256 },
  /** Runs of machines that have ended. */
  'runs.keep': {
    schema: v.pipe(v.number(), v.integer('integer'), v.minValue(0, 'atLeast'), v.maxValue(1000, 'atMost')),
    default: 10,
  },
  /** Megabytes of all runs together. */
  'runs.limit': { schema: megabytes, default: 256 },
  onDiskFull: { schema: v.picklist(['pause', 'warn']), default: 'pause' },
  maxMachinesStarting: { schema: several, default: 2 },
  'terminal.newline': { schema: newline, default: 'cr' },
  'terminal.localEcho': { schema: v.boolean(), default: false },
  'terminal.bracketedPaste': { schema: v.boolean(), default: false },
  /** What the button in a terminal's title bar shows in front of lines. */
  'terminal.timestamps': { schema: v.picklist(['clock', 'start', 'line', 'iso']), default: 'clock' },
  'terminal.guestKeys': { schema: v.boolean(), default: false },
  keyPrefix: { schema: v.picklist(KEY_PREFIXES), default: 'off' },
  'stop.powerdownSeconds': { schema: seconds, default: 0 },
  /** `llvm-symbolizer` or `addr2line`; empty: the first one in PATH. */
  symbolizer: { schema: v.string(), default: '' },
  crashNotifications: { schema: v.picklist(['notify', 'silent']), default: 'notify' },
  /** With `${title}`; empty: the public tracker of the crashed system; `none`: no search. */
  crashSearchUrl: { schema: v.string(), default: '' },
  crashRules: { schema: v.array(crashRuleSchema), default: [] },
  loadRules: { schema: v.array(loadRuleSchema), default: [] },
  'log.items': { schema: v.array(v.pipe(v.string(), v.nonEmpty('empty'))), default: [] },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { readonly [Name in SettingName]: v.InferOutput<(typeof SETTINGS)[Name]['schema']> };

export type SettingTable = Readonly<Record<string, Setting>>;

/** What is read of a table of settings. */
export interface TableReading<T extends SettingTable> {
  readonly settings: { readonly [Name in keyof T]: v.InferOutput<T[Name]['schema']> };
  /** What is wrong with the settings; a setting with a problem has its default value. */
  readonly problems: readonly Problem[];
}
type SettingsReading = TableReading<typeof SETTINGS>;

/**
 * Reads all settings.
 * @param get `name => workspace.getConfiguration('qemu').get(name)`.
 * @param variables What ours stand for in them.
 */
export function readSettings(
  get: (name: string) => unknown,
  variables: VariableValues = {},
): SettingsReading {
  return readTable(SETTINGS, get, variables);
}

/** The same for any table of settings. */
export function readTable<T extends SettingTable>(
  table: T,
  get: (name: string) => unknown,
  variables: VariableValues = {},
): TableReading<T> {
  const problems: Problem[] = [];
  const entries = Object.entries(table).map(([name, setting]: [string, Setting]) => {
    // A copy, for VS Code hands out proxies that no thread and no `structuredClone` takes.
    const written: unknown = JSON.parse(JSON.stringify(get(name) ?? setting.default));
    const value = substitute(written, variables);
    const found = findProblems(setting.schema, value, `qemu.${name}`);
    problems.push(...found);
    return [name, found.length === 0 ? value : setting.default];
  });
  return { settings: Object.fromEntries(entries) as TableReading<T>['settings'], problems };
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
