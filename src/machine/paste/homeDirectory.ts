import * as l10n from '@vscode/l10n';
import type { Notice } from '../../config/adopt/adopted';
import { about } from '../../config/import/leftovers';
import { readOptions, writeOptions } from '../../config/options/read';

/** Text for the guest, in which "~" is the guest's. */
const FOR_GUESTS = ['append', 'name', 'prom-env'];
/** `file=~/a.img`, `unix:~/socket`, or a quoted `~/a.img`; the `string` of an fw_cfg is the guest's, too. */
const HOME = /(^|(?<!\bstring)=|:)~(?=\/|$)/g;

/** Arguments in which every "~" that means the home directory is one. */
export interface AtHome {
  readonly args: readonly string[];
  readonly changes: readonly Notice[];
}

/**
 * A shell puts the home directory in where a word begins with "~", and nowhere else; QEMU knows nothing of it, and would
 * look for a folder of that name.
 */
export function withHomeDirectory(args: readonly string[]): AtHome {
  const changes: Notice[] = [];
  const options = readOptions(args).map((option) => {
    const { name, value } = option;
    const there = FOR_GUESTS.includes(name) ? value : value?.replace(HOME, '$1${userHome}');
    if (there === undefined || there === value) return option;
    changes.push(
      about(
        option,
        l10n.t(
          '"~" is your home directory here; no shell puts it in there, and QEMU would not find the file',
        ),
      ),
    );
    return { ...option, ...(name === '' && { spelling: there }), value: there };
  });
  return { args: changes.length === 0 ? args : writeOptions(options), changes };
}
