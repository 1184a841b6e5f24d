import * as vscode from 'vscode';
import { CancelledError, ChildAbortController, isCancelled } from '../../concurrency/abort';
import type { TaskGroup } from '../../concurrency/taskGroup';
import { atMost, delay } from '../../concurrency/timeout';
import { NOT_STARTED } from '../../config/notStarted';
import type { Machine } from '../../machine/machine';
import type { StartWatcher } from '../../machine/startWatcher';
import { KeyPrefix } from '../terminal/keyPrefix';
import { notices } from '../terminal/notices';
import { diskText, warnOfDisk } from './diskNotice';
import type { LaunchVerdict } from './launchedRun';
import type { PortTerminals } from '../terminal/portTerminals';
import { SerialPty } from '../terminal/serialPty';

/** A machine that runs, and what its run will have come to, if that is judged. */
export interface StartedRun {
  readonly machine: Machine;
  readonly verdict: Promise<LaunchVerdict> | undefined;
}

/** What a machine's terminal needs to run a machine in it. */
export interface TerminalRun {
  /** The machine's name, before the configuration has been checked. */
  readonly title: string;
  /** What it was launched from: the same task launched again has the same. */
  readonly origin: string;
  /** Where the configuration is written, absolute; undefined when it is in no file. */
  readonly file?: string | undefined;
  /** Whether the terminal may take the focus. */
  readonly focus: boolean;
  /** Whether it has to take the focus itself: the editor does so only for tasks that ask for it. */
  readonly takeFocus: boolean;
  /** Whether it is a run that is judged, whose exit codes say more. */
  readonly isJudged: boolean;
  start(watcher: StartWatcher): Promise<StartedRun>;
  /** The machine runs, and its terminal shows it. */
  started(machine: Machine): void;
  /** It did not start, or was cancelled; the terminal says so already. */
  failed(error: unknown): void;
}

/** The task's exit code when QEMU never ran, or was ended by a signal without a code. */
const FAILED = 1;
/** What a shell turns SIGINT into. */
const CANCELLED = 130;

/**
 * How long the last line has to reach the screen before the terminal is told that it is over, in milliseconds:
 * what is written just before may be lost otherwise (microsoft/vscode#92868).
 */
const LAST_LINE_MS = 150;

/**
 * How long the end is put off at most for a person who types on, in milliseconds. Once a task has ended, the editor closes
 * its terminal at the next key (until VS Code 1.139 at least), and what says why it ended with it.
 */
const TYPING_LIMIT_MS = 5000;

/**
 * A terminal lags behind a flood, and a line of ours in the middle of it is gone from view at once: such a line waits
 * until the port has shown nothing for this long, but not for longer than that. In milliseconds.
 */
const SILENCE_MS = 200;
const SILENCE_LIMIT_MS = 3000;

/**
 * The terminal of a task that runs a machine, and serial port 0 of it: starts when the editor opens it, ends when
 * the machine does, or the last one that is tried, and ends the machine when it is closed.
 */
export class MachineTerminal {
  readonly pty: SerialPty;
  private readonly starting: ChildAbortController;
  private machine: Machine | undefined;
  /** The editor's terminal. */
  private found: Promise<vscode.Terminal | undefined> = Promise.resolve(undefined);

  constructor(
    private readonly run: TerminalRun,
    private readonly tasks: TaskGroup,
    private readonly terminals: PortTerminals,
    /** Cancels the start; after that it has no effect. */
    cancel: AbortSignal,
  ) {
    this.starting = new ChildAbortController(cancel);
    this.pty = new SerialPty({
      opened: () => {
        this.found = tasks.run('terminal search', ({ signal }) => this.find(signal));
        void tasks.run(`terminal of ${run.title}`, () => this.live());
      },
      closed: () => this.closed(),
      searched: () => terminals.search.answer(this.pty),
      typed: (data) => {
        if (data === '\x03') this.starting.abort(new CancelledError());
      },
    });
  }

  /** Never throws: without its terminal, a machine runs all the same. */
  private async find(signal: AbortSignal): Promise<vscode.Terminal | undefined> {
    try {
      const terminal = await this.terminals.search.find(this.pty, signal);
      if (this.run.takeFocus) terminal?.show();
      return terminal;
    } catch {
      return undefined;
    }
  }

  /** Never throws: whatever happens is said in the terminal, and is its exit code. */
  private async live(): Promise<void> {
    try {
      this.pty.notice(notices.starting(this.run.title));
      let code: number | undefined;
      while (code === undefined) code = await this.runMachine();
      await this.finish(code);
    } catch (error) {
      await this.fail(error);
    } finally {
      this.starting.dispose();
    }
  }

  /** @returns the exit code; undefined when another machine is to be tried. */
  private async runMachine(): Promise<number | undefined> {
    const { machine, verdict: judging } = await this.run.start({
      signal: this.starting.signal,
      progress: (text) => this.pty.notice(notices.progress(text)),
      prepared: (prepared) => this.show(prepared),
    });
    await this.openFurther(machine);
    this.run.started(machine);
    const report = await machine.exit;
    const verdict = await judging;
    this.pty.detach();
    this.pty.epilogue(notices.ended(report, verdict));
    if (verdict?.goesOn === true) return undefined;
    return verdict?.code ?? (report.succeeded ? 0 : report.code || FAILED);
  }

  private show(machine: Machine): void {
    if (this.pty.isOver) return;
    this.machine = machine;
    this.terminals.launched(machine, this.run.origin);
    // Before the guest's first byte if nothing has to be waited for, so that it does not cut into its output.
    if (machine.config.ready === undefined) this.pty.notice(notices.ready());
    else void this.tasks.run(`ready ${machine.name}`, () => this.tellReady(machine));
    this.tellShared(machine);
    this.tellTroubles(machine);
    const [port] = machine.ports;
    if (!port) return;
    this.pty.attach(port.serial.openTerminal(port.config), new KeyPrefix(machine, port));
    this.terminals.adopt(machine, port, this.pty, this.found);
  }

  private tellShared({ ports }: Machine): void {
    for (const { name, socket } of ports)
      if (socket !== undefined)
        this.pty.notice(notices.progress(vscode.l10n.t('Port "{0}" is shared at {1}', name, socket)));
  }

  /** Until the machine ends, with which its events do. */
  private tellTroubles(machine: Machine): void {
    machine.onDidMeetTrouble(({ text }) => this.pty.notice(notices.warning(text)));
    machine.onDidTell(({ text, isProblem }) =>
      this.pty.notice(isProblem ? notices.warning(text) : notices.progress(text)),
    );
    machine.onDidChangeDisk((change) => {
      const text = notices.warning(diskText(machine.name, change));
      void this.tasks.run(`tell of the disk of ${machine.name}`, ({ signal }) =>
        this.noticeBehindOutput(text, signal),
      );
      void this.tasks.run(`disk of ${machine.name}`, () => warnOfDisk(machine, change));
    });
  }

  private async noticeBehindOutput(text: string, signal: AbortSignal): Promise<void> {
    await atMost(SILENCE_LIMIT_MS, signal, async (inner) => {
      while (this.pty.silence < SILENCE_MS) await delay(SILENCE_MS - this.pty.silence, inner);
    });
    this.pty.notice(text);
  }

  private async openFurther(machine: Machine): Promise<void> {
    const terminal = this.run.focus ? await this.found : undefined;
    // A person who has closed the terminal meanwhile wants no others.
    if (this.pty.isOver || machine.state === 'stopping' || machine.state === 'stopped') return;
    const isClosed = (): boolean => this.pty.isOver;
    const input = (data: string): void => this.pty.handleInput(data);
    await this.terminals.openFurther(machine, terminal && { terminal, isClosed, input });
  }

  private async tellReady(machine: Machine): Promise<void> {
    const ready = await machine.ready;
    if (ready) this.pty.notice(notices.ready());
    else if (machine.state !== 'stopping' && machine.state !== 'stopped')
      this.pty.notice(notices.notReady(machine.notReadyBecause));
  }

  private async fail(error: unknown): Promise<void> {
    const cancelled = isCancelled(error);
    this.pty.detach();
    this.pty.epilogue(cancelled ? notices.cancelled() : notices.failed(error, this.run.file));
    this.run.failed(error);
    await this.finish(cancelled ? CANCELLED : this.run.isJudged ? NOT_STARTED : FAILED);
  }

  private async finish(code: number): Promise<void> {
    try {
      await delay(LAST_LINE_MS, this.tasks.signal);
      await atMost(TYPING_LIMIT_MS, this.tasks.signal, (limited) => this.untilTypingPauses(limited));
    } catch {
      // The window closes: nobody reads the last line any more.
    }
    this.pty.finish(code);
  }

  private async untilTypingPauses(signal: AbortSignal): Promise<void> {
    for (let ms = this.pty.typing.remaining; ms > 0; ms = this.pty.typing.remaining) await delay(ms, signal);
  }

  /** Terminate Task, the bin, the end of the window: the start is cancelled, or the machine climbs down its ladder. */
  private closed(): void {
    this.starting.abort(new CancelledError('the terminal was closed'));
    const { machine } = this;
    if (machine) void this.tasks.run(`stop ${machine.name}`, async () => await machine.stop());
  }
}
