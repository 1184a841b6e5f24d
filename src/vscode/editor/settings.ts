import * as vscode from 'vscode';
import type { Problem } from '../../config/validation/problems';
import { type MachineDefaults } from '../../config/defaults';
import { machineDefaults, readSettings, type Settings } from '../../config/manifest/settings';
import { machineSettings } from '../../machine/machineSettings';
import type { MachineSettings } from '../../machine/services';

export interface CurrentSettings {
  /** What the machine room reads; configurations reach it with every default filled in. */
  readonly machine: MachineSettings;
  /** What fills in configurations. */
  readonly defaults: MachineDefaults;
  /** All of them. */
  readonly settings: Settings;
  /** What is wrong with the settings; the default stands in for each. */
  readonly problems: readonly Problem[];
}

/** The settings `qemu.*` as they are now, for a folder if there is one. */
export function currentSettings(folder?: vscode.Uri): CurrentSettings {
  const section = vscode.workspace.getConfiguration('qemu', folder);
  const { settings, problems } = readSettings((name) => section.get(name));
  return { machine: machineSettings(settings), defaults: machineDefaults(settings), settings, problems };
}
