import { resolve } from 'node:path';
import { raceAbort } from '../../concurrency/abort';
import type { Disposable } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { type CoveredFile, coverageRemarks } from '../../coverage/coverage';
import { CoverageThread } from '../../coverage/coverageThread';
import type { MachineSymbols } from '../../machine/crash/machineSymbols';
import { tracesOutput } from '../../machine/command/translatedCode';
import type { Machine } from '../../machine/machine';

/** One source of a machine's programs. Its path is one of this computer, if it is here. */
export interface MachineSource extends CoveredFile {
  readonly isHere: boolean;
}

/** What of a machine's programs has run. */
export interface MachineRan {
  readonly files: readonly MachineSource[];
  /** What else there is to say about it, a sentence each. */
  readonly remarks: readonly string[];
}

/** Where the parts of a run of one machine are found out that have run: the machine's `coverage` must be on. */
export class MachineCoverage {
  private readonly thread: CoverageThread;
  private readonly listening: Disposable;

  /**
   * To be made before the guest runs.
   * @param file `coverageWorker.js`.
   * @param tasks The thread that reads belongs to it.
   * @throws when QEMU's log cannot be read.
   */
  constructor(
    private readonly machine: Pick<
      Machine,
      'commandLine' | 'config' | 'exit' | 'loads' | 'onDidTellLoads' | 'pid' | 'ports'
    >,
    file: string,
    tasks: TaskGroup,
  ) {
    const spools = tracesOutput(machine) ? machine.ports.map(({ serial }) => serial.spool) : [];
    this.thread = new CoverageThread(file, logOf(machine), spools, tasks);
    // Nobody looks where images are loaded unless somebody listens.
    this.listening = machine.onDidTellLoads(() => undefined);
    tasks.daemon('end of a machine with coverage', async ({ signal }) => {
      await raceAbort(machine.exit, signal);
      await this.thread.end(signal);
    });
  }

  /**
   * What runs first from now on is another part.
   * @returns its number; the first part is 1.
   * @throws as {@link read} does.
   */
  mark(signal: AbortSignal): Promise<number> {
    return this.thread.mark(signal);
  }

  /**
   * What has run up to now, with paths of this computer where the sources are here.
   * @throws `TimeoutError`; `WorkerDiedError`; `signal.reason` on abort.
   */
  async read(
    symbols: Pick<MachineSymbols, 'images' | 'sourcesHere'>,
    signal: AbortSignal,
  ): Promise<MachineRan> {
    const { images, problems } = await symbols.images(this.machine.loads, signal);
    const coverage = await this.thread.read(images, signal);
    const recorded = coverage.files.map(({ path }) => path);
    const here = await symbols.sourcesHere(recorded, signal);
    const files = coverage.files.map((file, index) => ({
      ...file,
      path: here[index] ?? file.path,
      isHere: here[index] !== undefined,
    }));
    return { files, remarks: [...problems, ...coverageRemarks(coverage)] };
  }

  /**
   * Where in a port's output each part begins, in bytes, the first one at 0. A machine that traces output has a part for each line
   * in which code has run for the first time.
   * @param port Index into the machine's ports.
   * @returns undefined when nobody knows: the port's device is not traced.
   * @throws as {@link read} does.
   */
  async partOffsets(port: number, signal: AbortSignal): Promise<readonly number[] | undefined> {
    const { serial } = this.machine.ports[port] ?? {};
    if (!serial) return undefined;
    return await this.thread.partOffsets({ port, end: serial.counters.received }, signal);
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.listening.dispose();
    await this.thread.stop();
  }
}

/** QEMU's log: of several `-D` the last one counts, and `%d` in it is QEMU's process id (`util/log.c`). */
function logOf({ commandLine, config, pid }: Pick<Machine, 'commandLine' | 'config' | 'pid'>): string {
  const written = commandLine[commandLine.lastIndexOf('-D') + 1] ?? '';
  return resolve(config.cwd, written.replace('%d', String(pid)));
}
