import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { messageOf } from '../concurrency/messageOf';
import { UsageError } from './usage';

/**
 * Looks at everything that was named before the first of it is read: a wrong name is told at once, and not after an
 * hour of logs.
 * @throws {UsageError} which names the first one that cannot be read.
 */
export async function mustBeReadable(programs: readonly string[], logs: readonly string[]): Promise<void> {
  for (const path of programs) await readable(path);
  for (const path of logs.filter((log) => log !== '-'))
    if (await readable(path))
      throw new UsageError(
        l10n.t('{0} is a folder.', path),
        l10n.t('Name the logs in it; a folder can only be given with --program.'),
      );
}

/** @returns whether it is a folder. */
async function readable(path: string): Promise<boolean> {
  try {
    await access(path, constants.R_OK);
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw unreadable(path, error, l10n.t('Correct the name, or allow that it is read.'));
  }
}

/** An error of the file system as one that says which of the files it is about. */
export function unreadable(path: string, error: unknown, hint?: string): UsageError {
  return new UsageError(l10n.t('{0} cannot be read: {1}.', path, messageOf(error)), hint);
}
