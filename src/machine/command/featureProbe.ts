import * as l10n from '@vscode/l10n';
import { CancelledError, ChildAbortController, raceAbort } from '../../concurrency/abort';
import { asError } from '../../concurrency/messageOf';
import { runTool } from '../../concurrency/runTool';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { TimeoutError } from '../../concurrency/timeout';
import type { Logger } from '../../log/logger';
import { MachineDirectory } from '../directory/machineDirectory';
import { endTree } from '../processes/endTree';
import { StartError } from '../errors/startErrors';
import type { FeatureMemory } from '../services';
import { FeatureStore, type QemuProgram } from './featureStore';
import { spawnFailure } from '../errors/spawnFailure';
import { QUESTIONS, type QemuFeatures, type Question } from './qemuFeatures';

/** A program that takes longer to print its version hangs, in milliseconds. */
const PROBE_MS = 10_000;

/** One question that is being asked, or has been answered. */
interface Asked {
  readonly answer: Promise<QemuFeatures>;
  /** Starts that wait for it now; if the last one leaves before the answer, it is given up. */
  waiting: number;
  answered: boolean;
  giveUp(): void;
}

/** Asks each QEMU once what it can do, and remembers the answer for as long as the program stays as it is. */
export class FeatureProbe {
  private readonly asked = new Map<string, Asked>();
  private readonly store: FeatureStore;

  /** @param memory Keeps answers for other windows. */
  constructor(
    private readonly tasks: TaskGroup,
    private readonly log: Logger,
    memory?: FeatureMemory,
  ) {
    this.store = new FeatureStore(memory);
  }

  /**
   * @param base Where the processes that are asked have their directory.
   * @param guarded Resolves when a guard looks after that directory.
   * @throws {StartError} when the program cannot be run or is not QEMU; `signal.reason` on abort. Nothing of them is
   * left then, unless another start waits for the same answer.
   */
  async features(
    program: QemuProgram,
    base: string,
    guarded: Promise<unknown>,
    signal: AbortSignal,
  ): Promise<QemuFeatures> {
    const key = await this.store.keyOf(program);
    const asked = this.asked.get(key) ?? this.ask(key, program, base, guarded);
    asked.waiting++;
    try {
      return await raceAbort(asked.answer, signal);
    } finally {
      asked.waiting--;
      if (signal.aborted && asked.waiting === 0 && !asked.answered) {
        asked.giveUp();
        await asked.answer.catch(() => undefined);
      }
    }
  }

  /** Asks again at the next start: a QEMU that refused its command line may not be the one that answered. */
  async forget(program: QemuProgram): Promise<void> {
    const key = await this.store.keyOf(program);
    this.asked.delete(key);
    this.store.forget(key);
  }

  private ask(key: string, program: QemuProgram, base: string, guarded: Promise<unknown>): Asked {
    const kept = this.store.get(key);
    const controller = new ChildAbortController(this.tasks.signal);
    const forget = (): void => {
      if (this.asked.get(key) === asked) this.asked.delete(key);
    };
    const asked: Asked = {
      answer: kept ? Promise.resolve(kept) : this.runProbe(program, base, guarded, controller.signal),
      waiting: 0,
      answered: kept !== undefined,
      giveUp: () => {
        forget();
        controller.abort(new CancelledError(`nobody waits for what ${program.binary} can do`));
      },
    };
    this.asked.set(key, asked);
    asked.answer
      .then((features) => {
        asked.answered = true;
        if (!kept) this.store.keep(key, features);
      }, forget)
      .finally(() => controller.dispose());
    return asked;
  }

  /** As a task of its own, since several starts may wait for it; its failure is theirs, not the group's. */
  private async runProbe(
    program: QemuProgram,
    base: string,
    guarded: Promise<unknown>,
    signal: AbortSignal,
  ): Promise<QemuFeatures> {
    await guarded;
    const outcome = await this.tasks.run(`ask ${program.binary} what it can do`, () =>
      this.probe(program, base, signal).catch(asError),
    );
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  /** In a directory of its own, so that nothing is left of a script that starts something it should not. */
  private async probe(program: QemuProgram, base: string, signal: AbortSignal): Promise<QemuFeatures> {
    const directory = await MachineDirectory.create(base);
    try {
      // Alone and first: a script that ignores its arguments starts a machine instead, and one is enough.
      const version = await ask(program, directory, ['-version'], signal);
      const [, name] = /QEMU emulator version ([^\n]+)/.exec(version) ?? [];
      if (name === undefined) throw notQemu(program, version);
      const names = Object.keys(QUESTIONS) as Question[];
      const answers = await Promise.all(
        names.map(async (question) => {
          const { args, yes } = QUESTIONS[question];
          // It has said that it is a QEMU: a feature that it does not mention, it does not have.
          const answer = await ask(program, directory, args, signal).catch(() => '');
          signal.throwIfAborted();
          return [question, yes.test(answer)] as const;
        }),
      );
      return { version: name.trim(), ...(Object.fromEntries(answers) as Record<Question, boolean>) };
    } finally {
      await endTree({ directory: directory.path }, this.log, 0);
      await directory.remove();
    }
  }
}

/** @returns everything that it printed, on either stream. @throws {StartError} when it cannot be run or takes too long. */
async function ask(
  program: QemuProgram,
  directory: MachineDirectory,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const { binary, env, cwd } = program;
  try {
    const { stdout, stderr } = await directory.mark(env, (marked, descriptor) =>
      runTool(binary, args, { cwd, env: marked, inherit: [descriptor], limitMs: PROBE_MS, signal }),
    );
    return stdout + stderr;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TimeoutError) throw notQemu(program, error.message);
    throw await spawnFailure(error, [binary, ...args], cwd);
  }
}

function notQemu({ binary }: QemuProgram, words: string): StartError {
  return new StartError(
    l10n.t(
      '{0} does not say that it is QEMU: {1}',
      binary,
      words.trim().slice(0, 300) || l10n.t('it is silent'),
    ),
    l10n.t(
      'Set "qemuPath" to a qemu-system-… program that runs on this computer. A script must pass on its arguments: {0}',
      'exec qemu-system-x86_64 "$@"',
    ),
    words,
  );
}
