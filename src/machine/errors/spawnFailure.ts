import { stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { SpawnError } from '../../concurrency/childProcess';
import { StartError, systemHint } from './startErrors';

/**
 * What a person is told when a program could not be started.
 * @param command Program and arguments.
 */
export async function spawnFailure(
  error: unknown,
  command: readonly string[],
  cwd: string,
): Promise<unknown> {
  if (!(error instanceof SpawnError)) return error;
  // The system says ENOENT and ENOTDIR for the program and for the working directory alike.
  const directory = await stat(cwd).catch(() => undefined);
  const exhausted = systemHint(error.code);
  if (exhausted === '' && !directory?.isDirectory()) {
    return new StartError(l10n.t('cwd: {0} is not a directory.', cwd), l10n.t('Correct "cwd".'), '', command);
  }
  return new StartError(`${error.message}.`, exhausted || hintFor(error), '', command);
}

function hintFor({ code }: SpawnError): string {
  if (code === 'ENOEXEC') return l10n.t('A script needs a first line such as "#!/bin/sh".');
  return l10n.t('Does it run in a terminal?');
}
