import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { DebugConfiguration } from '../../../config/debug/debugSchema';
import { machinePart, validateDebug } from '../../../config/debug/debugValidate';
import { merge } from '../../../config/merge';
import type { Problem } from '../../../config/validation/problems';
import { ConfigurationError } from '../../../config/validation/validate';
import { currentSettings } from '../../settings';
import { substitute } from '../../launch/variables';
import { filesOf } from './filesOf';

/**
 * Checks a configuration in which all variables are put in, fills in the setting `qemu.defaults`, and makes `cwd`
 * absolute. What belongs to the editor stays as it is.
 * @throws {ConfigurationError} that names every wrong field and every missing file.
 */
export async function checkConfiguration(
  written: vscode.DebugConfiguration,
  folder: vscode.WorkspaceFolder | undefined,
): Promise<vscode.DebugConfiguration> {
  const { defaults } = currentSettings(folder?.uri);
  const base = folder?.uri.scheme === 'file' ? folder.uri.fsPath : homedir();
  const valid = validateDebug(written, { defaults: defaults.machine, translate: vscode.l10n.t });
  const known = substitute(defaults.machine, { workspaceFolder: base });
  const merged = valid.request === 'launch' ? { ...valid, ...merge(machinePart(valid), known) } : valid;
  const cwd = resolve(base, merged.cwd ?? '');
  const complete: DebugConfiguration = { ...merged, cwd };
  const missing = await missingFiles(complete, cwd);
  if (missing.length > 0) throw new ConfigurationError(missing);
  return { ...written, ...complete, name: written.name };
}

async function missingFiles(config: DebugConfiguration, cwd: string): Promise<Problem[]> {
  const looked = await Promise.all(
    filesOf(config).map(async ({ path, file }): Promise<Problem | undefined> => {
      const absolute = resolve(cwd, file);
      if (await exists(absolute)) return undefined;
      const message = vscode.l10n.t(
        '{0} does not exist. Is it built ("preLaunchTask" can see to that), and is the path right?',
        absolute,
      );
      return { path, message };
    }),
  );
  return looked.flatMap((problem) => problem ?? []);
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: unknown) => (error as NodeJS.ErrnoException).code !== 'ENOENT',
  );
}
