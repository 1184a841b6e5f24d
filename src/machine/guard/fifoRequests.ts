import * as l10n from '@vscode/l10n';
import { createInterface } from 'node:readline';
import { type ChildProcess, SpawnError } from '../../concurrency/childProcess';
import { NEVER, withTimeout } from '../../concurrency/timeout';
import { missingTool } from '../../serial/systemTool';

/** Making some FIFOs takes milliseconds, on a busy computer more. */
const LIMIT_MS = 10_000;

/** A shell's exit code for a program that is not there. */
const NOT_FOUND = '127';

/**
 * What a shell does with the lines that {@link FifoRequests} writes: each `make` is answered by a line. Any other word
 * ends it; the end of its input ends the loop. The folder in `$base` may have any name, a line end in it, too: it is in no
 * request, and what is said of it becomes one line.
 */
export const SERVE_FIFOS = `set -f; while read -r word names; do
  case $word in
    make) if said=$({ cd "$base" && mkfifo -m 600 -- $names; } 2>&1); then echo made; else echo $? $said; fi ;;
    *) exit 0 ;;
  esac
done`;

/**
 * Has a shell that is there anyhow make FIFOs. Only programs can make them, and a fork of the extension host, which maps
 * hundreds of MB, takes several times as long as one of a shell (4 ms of a launch's 100).
 */
export class FifoRequests {
  private readonly waiting: ((answer: string | undefined) => void)[] = [];

  /** @param shell Runs {@link SERVE_FIFOS}. */
  constructor(private readonly shell: ChildProcess) {
    createInterface({ input: shell.stdout }).on('line', (line) => this.waiting.shift()?.(line));
    void shell.stopped.then(() => {
      for (const answer of this.waiting.splice(0)) answer(undefined);
    });
  }

  /**
   * Makes FIFOs that only this user can open. Cannot be cancelled: what is being made would come after its directory was removed.
   * @param names Paths from the shell's `$base` on, without white space.
   * @throws in `mkfifo`'s own words; with the package to install; when the shell ends first; `TimeoutError`.
   */
  async make(names: readonly string[]): Promise<void> {
    const answer = new Promise<string | undefined>((resolve) => this.waiting.push(resolve));
    if (this.shell.exit) this.waiting.pop()?.(undefined);
    else this.shell.stdin?.write(`make ${names.join(' ')}\n`);
    const line = await withTimeout('mkfifo', LIMIT_MS, NEVER, () => answer);
    if (line === 'made') return;
    if (line === undefined)
      throw new Error(l10n.t('the process that ends machines if the editor crashes has ended'));
    const [code = '', ...said] = line.split(' ');
    if (code === NOT_FOUND) throw missingTool(new SpawnError('mkfifo', 'ENOENT'), 'coreutils');
    throw new Error(said.join(' '));
  }
}
