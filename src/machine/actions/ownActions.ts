import * as l10n from '@vscode/l10n';
import { isCancelled } from '../../concurrency/abort';
import { messageOf } from '../../concurrency/messageOf';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { delay } from '../../concurrency/timeout';
import type { OwnActions, ResolvedMatch } from '../../config/resolved';
import type { Verb } from '../../config/types';
import type { PortCrash } from '../../serial/client';
import type { Machine } from '../machine';
import { SavedFiles } from './savedFiles';
import { doVerb } from './verbs';

/** What is done by itself, of a machine. */
type ActingMachine = Pick<
  Machine,
  'config' | 'exit' | 'name' | 'onDidFindCrash' | 'pause' | 'ports' | 'qmp' | 'state' | 'stop' | 'tell'
>;

export interface ActionParts {
  /** What runs belongs to a group in here, until the machine ends. */
  readonly tasks: TaskGroup;
  /** Tells the person outside of the terminal. Texts of the guest may be in it. */
  readonly notify: (text: string) => void;
  /** A clock, in milliseconds since the epoch. */
  readonly now?: () => number;
}

/** As long as a search may take: until the machine ends. In milliseconds; a wait takes no more. */
const FOR_EVER_MS = 2 ** 31 - 1;

/** From the end of what was done for a match until the next one counts, in milliseconds: a guest may print it for ever. */
const PAUSE_MS = 100;

/** Of a text of the guest that is told, in characters. */
const MOST_TOLD = 80;

/** Does what the configuration's `onCrash` and `onMatch` ask for. Call it before the guest runs; it ends with the machine. */
export function followActions(machine: ActingMachine, parts: ActionParts): void {
  const { actions } = machine.config;
  if (actions) new Acting(machine, parts).follow(actions);
}

class Acting {
  private readonly group: TaskGroup;
  private readonly files: SavedFiles;
  /** What was told last, by field. */
  private readonly failures = new Map<string, string>();
  private isActing = false;

  constructor(
    private readonly machine: ActingMachine,
    private readonly parts: ActionParts,
  ) {
    this.group = parts.tasks.group(`actions of ${machine.name}`);
    this.files = new SavedFiles(machine.name, machine.config.cwd, parts.now);
    void machine.exit.then(() => this.group.close());
  }

  follow({ onCrash, onMatch }: OwnActions): void {
    if (onCrash.length > 0) this.machine.onDidFindCrash((crash) => this.crashed(crash, onCrash));
    for (const match of onMatch) void this.group.run(match.field, ({ signal }) => this.watch(match, signal));
  }

  /** What follows a crash while it is being seen to is a part of it: an oops ends in a panic. */
  private crashed({ report }: PortCrash, verbs: readonly Verb[]): void {
    if (this.isActing || this.group.signal.aborted) return;
    this.isActing = true;
    const why = l10n.t('The guest of "{0}" has crashed: {1}', this.machine.name, report.title);
    void this.group.run('onCrash', async ({ signal }) => {
      await this.act('onCrash', why, verbs, signal);
      this.isActing = false;
    });
  }

  /** Never throws: what goes wrong is told, and the machine goes on. */
  private async watch(match: ResolvedMatch, signal: AbortSignal): Promise<void> {
    try {
      await this.eachMatch(match, signal);
    } catch (error) {
      // At the machine's end, every wait for text fails.
      const { state } = this.machine;
      if (!isCancelled(error) && state !== 'stopping' && state !== 'stopped')
        this.fail(match.field, messageOf(error));
    }
  }

  private async eachMatch(match: ResolvedMatch, signal: AbortSignal): Promise<void> {
    const { name } = this.machine.config.serial[match.port] ?? {};
    const port = this.machine.ports.find((each) => each.name === name);
    if (!port) return;
    const pattern = new RegExp(match.pattern, 'm');
    let from = 0;
    do {
      const options = { timeoutMs: FOR_EVER_MS, from, apart: true };
      const { text, start, end } = await port.serial.waitFor(pattern, options, signal);
      if (start === end)
        throw new Error(l10n.t('the pattern matches an empty text, and would match for ever'));
      from = end;
      if (match.send !== undefined) await port.serial.send(match.send, signal);
      const why = l10n.t('"{0}" has printed: {1}', this.machine.name, text.slice(0, MOST_TOLD));
      await this.act(match.field, why, match.verbs, signal);
      await delay(PAUSE_MS, signal);
    } while (!match.once);
  }

  /** One after the other; one that fails does not keep the next from being done. */
  private async act(field: string, why: string, verbs: readonly Verb[], signal: AbortSignal): Promise<void> {
    const done: string[] = [];
    const notify = (): void => this.parts.notify(done.length === 0 ? why : `${why} (${done.join(', ')})`);
    for (const verb of verbs) {
      try {
        const what = await doVerb(verb, { field, machine: this.machine, files: this.files, notify, signal });
        if (what === '') continue;
        done.push(what);
        this.machine.tell(`${field}: ${what}.`);
      } catch (error) {
        if (signal.aborted) return;
        this.fail(field, l10n.t('"{0}" failed: {1}', verb, messageOf(error)));
      }
    }
  }

  /** The same again is not told: a guest may print for ever what cannot be acted on. */
  private fail(field: string, why: string): void {
    if (this.failures.get(field) === why) return;
    this.failures.set(field, why);
    this.machine.tell(`${field}: ${why}`, true);
  }
}
