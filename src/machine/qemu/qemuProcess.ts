import { readlinkSync, realpathSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { ChildProcess } from '../../concurrency/childProcess';
import { TimeoutError, withTimeout } from '../../concurrency/timeout';
import { startTime, type ProcessId } from '../processes/processIdentity';
import { read } from '../processes/processTable';
import type { Logger } from '../../log/logger';
import type { StandardStreams } from '../../serial/portFiles';
import type { MachineDirectory } from '../directory/machineDirectory';
import type { QemuProgram } from '../command/featureStore';
import { OutputTail } from './outputTail';
import { spawnFailure } from '../errors/spawnFailure';
import { QmpClosedError } from '../qmp/client';
import { beforeEnd } from './beforeEnd';
import type { ResolvedMachine } from '../command/resolve';
import { hintFor } from '../errors/hints';
import { levelOf, ownWords } from '../errors/qemuWords';
import { StartError } from '../errors/startErrors';

/** From the spawn to a negotiated monitor, in milliseconds; QEMU needs about 50, on a loaded computer more. */
const GREETING_MS = 30_000;

/** What is started, and how. */
export interface QemuSpawn {
  readonly program: QemuProgram;
  /** What stands before the program. */
  readonly prefix: readonly string[];
  readonly args: readonly string[];
  /** How many sockets it is handed, from file descriptor 3 on. */
  readonly sockets: number;
  /** What it is marked as belonging to. */
  readonly directory: MachineDirectory;
  readonly streams: StandardStreams;
}

/** A QEMU that has been started and may still refuse: the child, and what it prints. */
export class QemuProcess {
  readonly stderr: OutputTail;
  private readonly stdout: OutputTail;

  private constructor(
    readonly child: ChildProcess,
    /** Program and arguments. */
    readonly command: readonly string[],
    /** The first process of its session; undefined if unknown. */
    readonly leader: ProcessId | undefined,
    private readonly spawned: QemuSpawn,
    private readonly resolved: ResolvedMachine,
    log: Logger,
  ) {
    const { name } = resolved;
    this.stderr = new OutputTail(child.stderr, log.from(`${name} · qemu stderr`, child.pid), levelOf);
    const stdout = spawned.streams.stdout === undefined ? child.stdout : undefined;
    this.stdout = new OutputTail(stdout, log.from(`${name} · qemu stdout`, child.pid), () => 'info');
  }

  /** @throws {StartError} when it cannot be started. */
  static async spawn(what: QemuSpawn, resolved: ResolvedMachine, log: Logger): Promise<QemuProcess> {
    const { program, prefix, args, sockets, directory, streams } = what;
    const { cwd } = program;
    const command = [...prefix, program.binary, ...args];
    const [file = '', ...rest] = command;
    try {
      const child = await directory.mark(program.env, (env, descriptor) =>
        ChildProcess.spawn('qemu', file, rest, {
          cwd,
          env,
          sockets,
          inherit: [descriptor],
          ownGroup: true,
          ...streams,
        }),
      );
      return new QemuProcess(child, command, leaderOf(child.pid), what, resolved, log);
    } catch (error) {
      throw await spawnFailure(error, command, cwd);
    }
  }

  /** Whether our child is a script or another program that has started QEMU, and not QEMU itself. Linux only. */
  get isWrapped(): boolean {
    try {
      return (
        process.platform === 'linux' &&
        readlinkSync(`/proc/${this.child.pid}/exe`) !== realpathSync(this.spawned.program.binary)
      );
    } catch {
      return false; // It has ended.
    }
  }

  /**
   * Runs what ends with QEMU's first answer.
   * @throws {StartError} in QEMU's own words when it ends or does not answer; `signal.reason` on abort.
   */
  async greeted<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await this.whileAlive(signal, (alive) =>
        withTimeout("QEMU's greeting", GREETING_MS, alive, work),
      );
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      throw this.failure(l10n.t("QEMU's monitor did not answer within {0} s.", GREETING_MS / 1000));
    }
  }

  /**
   * Runs what needs a living QEMU, without a limit of time.
   * @throws {StartError} in QEMU's own words when it ends; `signal.reason` on abort.
   */
  async whileAlive<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await beforeEnd(this.child.stopped, signal, work);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof QmpClosedError) {
        const { code, signal: by } = await this.child.stop();
        throw this.failure(l10n.t('QEMU ended at once ({0}).', by ?? l10n.t('exit code {0}', String(code))));
      }
      throw error;
    }
  }

  /** QEMU prints some lists, as that of log items, to stdout when it refuses something. */
  private failure(otherwise: string): StartError {
    const complained = ownWords(this.stderr.text) !== '';
    const words = complained ? this.stderr.text : `${this.stderr.text}\n${this.stdout.text}`.trim();
    const { arch, cwd, image, guess } = this.resolved;
    const { binary } = this.spawned.program;
    return new StartError(
      ownWords(words) || otherwise,
      hintFor(words, { arch, binary, cwd, image, guess }),
      words,
      this.command,
    );
  }
}

/**
 * Read at once and in the turn of the spawn: even a process that has ended by then can still be read, since we have
 * not reaped it.
 */
function leaderOf(pid: number): ProcessId | undefined {
  const identity = startTime(read(`/proc/${pid}/stat`));
  return identity === undefined ? undefined : { pid, identity };
}
