import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { makeFolder } from '../directory/makeFolder';

/** Files and snapshots of one machine. A guest may crash for ever, and each of them may be as large as its memory. */
const MOST_SAVED = 10;

/** The folder in the machine's `cwd` that they are saved in. */
const FOLDER = 'crashes';

/** Names for what is saved of a machine, and the limit of how much that may be. */
export class SavedFiles {
  private saved = 0;
  private readonly folder: string;

  /**
   * @param cwd The machine's; absolute.
   * @param now A clock, in milliseconds since the epoch.
   */
  constructor(
    private readonly machine: string,
    cwd: string,
    private readonly now: () => number = () => Date.now(),
  ) {
    this.folder = join(cwd, FOLDER);
  }

  /**
   * A path for another file, in a folder that exists then.
   * @throws when there are too many already, or the folder cannot be made.
   */
  async next(ending: string): Promise<string> {
    const name = this.nextName();
    await makeFolder(this.folder);
    return join(this.folder, `${name}.${ending}`);
  }

  /** A name that says what machine it is of, and when it was saved. @throws when there are too many already. */
  nextName(): string {
    if (this.saved === MOST_SAVED)
      throw new Error(
        l10n.t('{0} of them have been saved since the machine started, which is the limit', MOST_SAVED),
      );
    this.saved += 1;
    const time = new Date(this.now()).toISOString().slice(0, 19).replaceAll(':', '-');
    return `${this.machine.replace(/[^\w.-]+/g, '_').slice(0, 60)}-${time}-${this.saved}`;
  }
}
