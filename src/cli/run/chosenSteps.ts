import * as l10n from '@vscode/l10n';
import { isObject } from '../../config/shape';
import { UsageError } from '../usage';
import type { WrittenRun } from './configurationFile';

/**
 * The same run, which takes the steps of one of its `stepLists` in place of its own.
 * @param list Its name; undefined: the run stays as it is.
 * @throws {UsageError} when there is no such list.
 */
export function withSteps(run: WrittenRun, list: string | undefined): WrittenRun {
  if (list === undefined) return run;
  const lists = run.written['stepLists'];
  const names = isObject(lists) ? Object.keys(lists) : [];
  if (!names.includes(list))
    throw new UsageError(
      l10n.t('{0} has no list of steps named {1}.', run.name, JSON.stringify(list)),
      names.length === 0
        ? l10n.t('Write it in "stepLists".')
        : l10n.t('It has {0}.', names.map((name) => JSON.stringify(name)).join(', ')),
    );
  return { ...run, written: { ...run.written, steps: [{ steps: list }] } };
}
