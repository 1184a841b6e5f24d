import { stat } from 'node:fs/promises';
import { ChildAbortController } from '../../concurrency/abort';
import { ChildProcess, SpawnError } from '../../concurrency/childProcess';
import { TimeoutError, withTimeout } from '../../concurrency/timeout';
import type { Logger } from '../../log/logger';
import { OutputTail } from './outputTail';
import { QmpClosedError } from '../qmp/client';
import type { ResolvedMachine } from './resolve';
import { levelOf, ownWords } from '../qemuWords';
import { hintFor, StartError } from '../startErrors';

/** From the spawn to a negotiated monitor, in milliseconds; QEMU needs some 50, a loaded computer more. */
const GREETING_MS = 30_000;

/** A QEMU that has been started and may yet refuse: the child, and what it says for itself. */
export class QemuProcess {
  readonly stderr: OutputTail;
  private readonly stdout: OutputTail;

  private constructor(
    readonly child: ChildProcess,
    readonly command: readonly string[],
    private readonly resolved: ResolvedMachine,
    log: Logger,
  ) {
    const { name } = resolved;
    this.stderr = new OutputTail(child.stderr, log.from(`${name} · qemu stderr`, child.pid), levelOf);
    this.stdout = new OutputTail(child.stdout, log.from(`${name} · qemu stdout`, child.pid), () => 'info');
  }

  /**
   * @param command Program and arguments.
   * @param sockets How many sockets it is handed, from file descriptor 3 on.
   * @throws {StartError} when it cannot be started.
   */
  static async spawn(
    command: readonly string[],
    sockets: number,
    resolved: ResolvedMachine,
    log: Logger,
  ): Promise<QemuProcess> {
    const [program = '', ...args] = command;
    const { cwd, env } = resolved;
    const child = await ChildProcess.spawn('qemu', program, args, { cwd, env, sockets }).catch(
      async (error: unknown) => {
        throw await spawnFailure(error, command, cwd);
      },
    );
    return new QemuProcess(child, command, resolved, log);
  }

  /**
   * Runs what needs a living QEMU and must not take long.
   * @throws {StartError} in QEMU's own words when it ends or does not answer; `signal.reason` on abort.
   */
  async whileAlive<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new ChildAbortController(signal);
    void this.child.stopped.then(() => controller.abort(new QmpClosedError('start')));
    try {
      return await withTimeout("QEMU's greeting", GREETING_MS, controller.signal, work);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof QmpClosedError) {
        const { code, signal: by } = await this.child.stop();
        throw this.failure(`QEMU ended at once (${by ?? `exit code ${code}`}).`);
      }
      if (error instanceof TimeoutError) {
        throw this.failure(`QEMU's monitor did not answer within ${GREETING_MS / 1000} s.`);
      }
      throw error;
    } finally {
      controller.dispose();
    }
  }

  /** QEMU prints some lists, as that of log items, to stdout when it refuses something. */
  private failure(otherwise: string): StartError {
    const complained = ownWords(this.stderr.text) !== '';
    const words = complained ? this.stderr.text : `${this.stderr.text}\n${this.stdout.text}`.trim();
    const { arch, cwd } = this.resolved;
    const binary = this.command.find((word) => word.includes('qemu')) ?? `qemu-system-${arch}`;
    return new StartError(
      ownWords(words) || otherwise,
      hintFor(words, { arch, binary, cwd }),
      words,
      this.command,
    );
  }
}

/** The system says `ENOENT` for a missing program and for a missing working directory alike. */
async function spawnFailure(error: unknown, command: readonly string[], cwd: string): Promise<unknown> {
  if (!(error instanceof SpawnError)) return error;
  const directory = await stat(cwd).catch(() => undefined);
  return directory?.isDirectory()
    ? new StartError(`${error.message}.`, 'Does it run in a terminal?', '', command)
    : new StartError(`cwd: ${cwd} is not a directory.`, 'Correct "cwd".', '', command);
}
