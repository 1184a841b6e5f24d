import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { validateDebug } from '../../../../config/debug/debugValidate';
import { resolveDebug, type ResolvedDebug } from '../../../../config/debug/resolveDebug';
import type { Problem } from '../../../../config/validation/problems';
import { ConfigurationError } from '../../../../config/validation/validate';
import { currentSettings } from '../../../editor/settings';
import { filesOf } from './filesOf';
import { withResolved } from '../../../sessions/resolvedIn';

/**
 * Checks a configuration whose variables have been substituted, and decides everything that it leaves open: the session
 * finds that in the result.
 * @throws {ConfigurationError} that names every wrong field and every missing file.
 */
export async function checkConfiguration(
  written: vscode.DebugConfiguration,
  folder: vscode.WorkspaceFolder | undefined,
): Promise<vscode.DebugConfiguration> {
  const { defaults, base } = currentSettings(folder);
  const resolved = resolveDebug(validateDebug(written, defaults.machine), defaults, base);
  const missing = await missingFiles(resolved);
  if (missing.length > 0) throw new ConfigurationError(missing);
  return withResolved(written, resolved);
}

async function missingFiles(config: ResolvedDebug): Promise<Problem[]> {
  const looked = await Promise.all(
    filesOf(config).map(async ({ path, file }): Promise<Problem | undefined> => {
      if (await exists(file)) return undefined;
      const message = vscode.l10n.t(
        '{0} does not exist. Is it built ("preLaunchTask" can see to that), and is the path right?',
        file,
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
