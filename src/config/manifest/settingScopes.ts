import type { MacroSettingName } from './macroSettings';
import type { SettingName } from './settings';

interface SettingPlace {
  /** Where it may be set: the scopes of VS Code. What fills in one configuration is read for its folder (`resource`). */
  readonly scope: 'application' | 'machine' | 'machine-overridable' | 'window' | 'resource';
  /** Whether a workspace that is not trusted is kept from setting it, because it decides what is run. */
  readonly restricted?: true;
}

/** Of each setting what only the editor needs to know, so that no window has to load it. */
export const SETTING_SCOPES: Readonly<Record<SettingName | MacroSettingName, SettingPlace>> = {
  installDirectory: { scope: 'machine-overridable', restricted: true },
  defaults: { scope: 'resource', restricted: true },
  transport: { scope: 'machine-overridable' },
  spoolLimit: { scope: 'machine-overridable' },
  'runs.keep': { scope: 'window' },
  'runs.limit': { scope: 'window' },
  onDiskFull: { scope: 'machine-overridable' },
  maxMachinesStarting: { scope: 'machine-overridable' },
  'terminal.newline': { scope: 'resource' },
  'terminal.localEcho': { scope: 'resource' },
  'terminal.bracketedPaste': { scope: 'resource' },
  'terminal.timestamps': { scope: 'window' },
  'terminal.guestKeys': { scope: 'window' },
  keyPrefix: { scope: 'window' },
  'stop.powerdownSeconds': { scope: 'window' },
  symbolizer: { scope: 'machine-overridable', restricted: true },
  crashNotifications: { scope: 'window' },
  crashSearchUrl: { scope: 'window' },
  crashRules: { scope: 'resource' },
  loadRules: { scope: 'resource' },
  'log.items': { scope: 'window' },
  macros: { scope: 'resource' },
};
