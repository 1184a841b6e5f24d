import { homedir } from 'node:os';
import { isAbsolute, resolve } from 'node:path';
import * as vscode from 'vscode';
import { merge } from '../../config/merge';
import type { MachineConfiguration } from '../../config/types';
import { validate } from '../../config/validation/validate';
import { currentSettings } from '../settings';
import { substitute } from './variables';

export interface PreparedConfiguration {
  /** Valid, complete where the settings have a say, with an absolute `cwd`. */
  readonly config: MachineConfiguration;
  /** Settings that are wrong and were replaced by their defaults, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Makes what a person wrote ready for the machine room: checked, with our variables put in and the settings'
 * defaults filled in. Relative paths start at the folder.
 * @throws {ConfigurationError} that names every wrong field.
 */
export function prepareConfiguration(
  written: unknown,
  folder = vscode.workspace.workspaceFolders?.[0],
): PreparedConfiguration {
  const { defaults, problems } = currentSettings(folder?.uri);
  const workspaceFolder = folder?.uri.scheme === 'file' ? folder.uri.fsPath : undefined;
  const base = workspaceFolder ?? homedir();
  const values = { ...(workspaceFolder !== undefined && { workspaceFolder }) };
  const valid = validate(substitute(written, values), {
    defaults: defaults.machine,
    translate: vscode.l10n.t,
  });
  const config = merge(valid, substitute(defaults.machine, values));
  const cwd =
    config.cwd === undefined ? base : isAbsolute(config.cwd) ? config.cwd : resolve(base, config.cwd);
  const serial = (config.serial ?? [{}]).map((port) => ({ ...defaults.terminal, ...port }));
  return {
    config: { ...config, cwd, serial },
    warnings: problems.map(({ path, message }) =>
      vscode.l10n.t('The setting {0} is ignored: {1}', path, message),
    ),
  };
}
