import { GDBBackend } from 'cdt-gdb-adapter/dist/gdb/GDBBackend';
import type { AttachRequestArguments, LaunchRequestArguments } from 'cdt-gdb-adapter/dist/types/session';
import * as l10n from '@vscode/l10n';
import { withTimeout } from '../../../concurrency/timeout';
import { messageOf } from '../../../concurrency/messageOf';
import type { GdbProcesses } from './gdbProcess';
import { cli } from './mi';
import { StopChatter } from './stopChatter';
import { GuestRunsError, IS_RUNNING } from '../../session/overtaken';

/** GDB is there in a tenth of a second; a Linux kernel's scripts in ~/.gdbinit take longer. In milliseconds. */
const START_LIMIT_MS = 30_000;

/** MI commands that let the guest run. */
const RUNS = /^-exec-(?!interrupt\b|arguments\b)/;

/** MI commands after which GDB says where the guest stands. */
const STOPS = /^-(?:exec-(?!interrupt\b|arguments\b)|target-select\b)/;

/** The MI command that connects, and where to. */
const CONNECTS = /^-target-select (?:extended-)?remote (.+)$/;

/** MI commands that hand on what somebody typed to GDB. */
const TYPED = /^-interpreter-exec\b/;

/**
 * Commands that decode instructions, as MI and as somebody types them. GDB 13 aborts ("terminate called after throwing an instance of
 * 'gdb_exception_error'") when it gets one while the guest runs; it only refuses all others.
 */
const DECODES =
  /^-data-disassemble\b|^-interpreter-exec\b.*(?:\bdisas|\b(?:x|display|output|print)\s*\/\s*\d*[a-z]*i)/s;

/** The adapter wants something that starts GDB, which our backend does by itself. */
export const NO_GDB_MANAGER = {
  getVersion: () => Promise.resolve(''),
  start: () => Promise.reject(new Error('The backend starts GDB by itself.')),
  stop: () => Promise.resolve(),
};

/** The adapter's GDB with its waits bounded and its console readable. */
export class GdbBackend extends GDBBackend {
  private listening: string[] | undefined;
  private asked: Promise<unknown> = Promise.resolve();
  private readonly chatter = new StopChatter();
  /** Whether the guest runs as far as is known, or has been told to. */
  isRunning: () => boolean = () => false;

  /**
   * Told when GDB is about to be asked to let the guest run, and when it would not: GDB itself says that the guest
   * runs only when it does, and refuses whatever it is asked in between.
   */
  onRuns: (runs: boolean) => void = () => undefined;

  constructor(
    private readonly processes: GdbProcesses,
    private readonly signal: AbortSignal,
    private readonly warn: (text: string) => void,
    private readonly origins: ReadonlyMap<string, string>,
  ) {
    super(processes);
  }

  /** @throws when GDB ends before its first prompt, or never prompts. */
  override async spawn(args: LaunchRequestArguments | AttachRequestArguments): Promise<void> {
    await withTimeout('the start of GDB', START_LIMIT_MS, this.signal, () =>
      Promise.race([super.spawn(args), this.processes.endedEarly]),
    );
  }

  /** Runs commands in order. @throws GDB's error, with the field of the configuration that the command comes from. */
  override async sendCommands(commands: string[] = []): Promise<void> {
    for (const command of commands) {
      try {
        await this.sendCommand(command);
      } catch (error) {
        const origin = this.origins.get(command);
        throw origin === undefined
          ? error
          : new Error(l10n.t('{0}: {1}', origin, messageOf(error)), { cause: error });
      }
    }
  }

  /** @throws GDB's error; `GuestRunsError` for instructions while the guest runs. */
  override async sendCommand<T>(command: string): Promise<T> {
    if (this.isRunning() && DECODES.test(command)) throw new GuestRunsError();
    if (STOPS.test(command)) this.chatter.resumed();
    else if (TYPED.test(command) && !this.listening) this.pass(this.chatter.typed());
    if (CONNECTS.test(command)) return await this.connect<T>(command);
    if (!RUNS.test(command)) return await super.sendCommand<T>(command);
    this.onRuns(true);
    try {
      return await super.sendCommand<T>(command);
    } catch (error) {
      if (!IS_RUNNING.test(messageOf(error))) this.onRuns(false);
      throw error;
    }
  }

  /** @throws GDB's error with the place, which GDB 16 and later leave out. */
  private async connect<T>(command: string): Promise<T> {
    try {
      return await super.sendCommand<T>(command);
    } catch (error) {
      const place = CONNECTS.exec(command)?.[1] ?? '';
      const why = messageOf(error).replace(`${place}: `, '');
      throw new Error(l10n.t('GDB cannot connect to {0}: {1}', place, why), { cause: error });
    }
  }

  /** Asks the guest to stop. A stop tells whether it did, or nothing does: nobody waits for the answer. */
  override pause(): void {
    this.interrupt().catch((error: unknown) => this.warn(`interrupting the guest: ${messageOf(error)}`));
  }

  /** @throws what GDB says, e.g. when the guest does not run. */
  async interrupt(): Promise<void> {
    await this.sendCommand('-exec-interrupt --all');
  }

  /**
   * Runs a console command and returns what it prints, which nobody else sees.
   * @param place MI options such as `--thread 1 --frame 0`.
   */
  ask(command: string, place = ''): Promise<string> {
    // One after the other: nothing that GDB prints says for which command.
    const answer = this.asked.then(() => this.hear(command, place));
    this.asked = answer.catch(() => undefined);
    return answer;
  }

  private async hear(command: string, place: string): Promise<string> {
    const heard: string[] = [];
    this.listening = heard;
    try {
      await this.sendCommand(cli(command, place));
      return heard.join('');
    } finally {
      this.listening = undefined;
    }
  }

  override emit(event: string, ...args: unknown[]): boolean {
    if (event === 'consoleStreamOutput' && this.listening) {
      this.listening.push(String(args[0]));
      return true;
    }
    if (event === 'execAsync' && args[0] === 'stopped') this.pass(this.chatter.stopped());
    if (event === 'consoleStreamOutput' && args[1] === 'stdout')
      return this.pass(this.chatter.filter(String(args[0])));
    return super.emit(event, ...(args as [string, string]));
  }

  /** Passes on what GDB's console says. */
  private pass(text: string): boolean {
    return text === '' || super.emit('consoleStreamOutput', text, 'stdout');
  }
}
