import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { MachineDefaults } from '../config/defaults';
import { machineDefaults, readSettings, type Settings } from '../config/manifest/settings';
import { isPath } from '../config/paths';
import type { Problem } from '../config/validation/problems';
import type { VariableValues } from '../config/variables';
import type { MachineSettings } from './services';

const BYTES_PER_MEGABYTE = 1_000_000;

/** What the settings say for one folder, and where things of that folder are. */
export interface FolderSettings {
  /** All of them: variables are filled in, and paths absolute. */
  readonly settings: Settings;
  /** What is wrong with the settings; the default stands in for each. */
  readonly problems: readonly Problem[];
  /** What fills in configurations. */
  readonly defaults: MachineDefaults;
  /** What the machine room reads; configurations reach it with every default filled in. */
  readonly machine: MachineSettings;
  readonly variables: VariableValues;
  /** Where relative paths start, of settings as of configurations; absolute. */
  readonly base: string;
}

/**
 * Reads the settings for a folder. The editor and the command line both take them from here, so that a settings.json
 * means the same to both.
 * @param get The value of the setting `qemu.<name>`, as it is written.
 * @param folder Absolute; undefined in an empty window, whose relative paths start at the home directory.
 */
export function folderSettings(get: (name: string) => unknown, folder: string | undefined): FolderSettings {
  const variables = { workspaceFolder: folder };
  const base = folder ?? homedir();
  const { settings: written, problems } = readSettings(get, variables);
  const settings = withAbsolutePaths(written, base);
  const machine = { ...settings, spoolLimitBytes: Math.round(settings.spoolLimit * BYTES_PER_MEGABYTE) };
  return { settings, problems, defaults: machineDefaults(settings), machine, variables, base };
}

/** Programs are looked for here and run elsewhere: a relative path would name two of them. */
function withAbsolutePaths(settings: Settings, base: string): Settings {
  const { installDirectory, symbolizer } = settings;
  return {
    ...settings,
    installDirectory: installDirectory && resolve(base, installDirectory),
    // A bare name is looked up in PATH.
    symbolizer: isPath(symbolizer) ? resolve(base, symbolizer) : symbolizer,
  };
}
