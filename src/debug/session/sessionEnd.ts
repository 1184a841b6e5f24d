import { CancelledError, ChildAbortController, raceAbort } from '../../concurrency/abort';
import { atMost, NEVER, withTimeout } from '../../concurrency/timeout';
import { messageOf } from '../../concurrency/messageOf';
import { detachStub } from '../rsp/detachStub';
import type { DebugTarget } from '../target/target';
import type { SessionContext } from './sessionContext';

/** The editor waits two seconds for an answer to `disconnect`, and then gives the session up; in milliseconds. */
const ANSWER_MS = 1500;

/** How long GDB may take to let go of a machine that stays, in milliseconds. */
const DETACH_LIMIT_MS = 1000;

/** How long GDB is kept for the sake of the machine's end, in milliseconds: its own end would let the guest run. */
const TOGETHER_MS = 800;

/** The debugger that ends with the session. */
export interface Processes {
  /** How it ended; undefined while it runs, and when it was never started. */
  readonly exit: unknown;
  stop(): Promise<void>;
}

export interface Ends {
  /** GDB lets go of a machine that stays. */
  letGo(signal: AbortSignal): Promise<void>;
  tell(text: string): void;
  /** Everything has ended. */
  over(): void;
}

/** The end of a session with GDB, once, no matter what begins it: the editor, the machine, GDB, a start that failed. */
export class SessionEnd {
  private ended: Promise<void> | undefined;
  private target: DebugTarget | undefined;
  private keep: boolean | undefined;
  /** Whether the machine has ended, so that there is nothing to let go of. */
  private gone = false;
  private opening: Promise<DebugTarget> | undefined;
  private readonly starting: ChildAbortController;

  constructor(
    private readonly context: SessionContext,
    private readonly processes: Processes,
    private readonly ends: Ends,
  ) {
    this.starting = new ChildAbortController(context.group.signal);
  }

  get begun(): boolean {
    return this.ended !== undefined;
  }

  /**
   * Opens the machine, which is the session's from then on, as its end is the session's.
   * @param open Its signal aborts when the session ends meanwhile, which then waits for what it undoes.
   */
  async open(open: (signal: AbortSignal) => Promise<DebugTarget>): Promise<DebugTarget> {
    this.opening = open(this.starting.signal);
    const target = await this.opening;
    this.target = target;
    void this.context.group.run('end of the machine', async (context) => {
      const summary = await context.waitFor('its end', raceAbort(target.ended, context.signal));
      this.gone = true;
      // Not awaited: the session's end waits for this task.
      void this.begin(summary);
    });
    return target;
  }

  /** @param why Told to the person unless the session was asked to end. */
  begin(why?: string): Promise<void> {
    if (why !== undefined && why !== '' && !this.ended) this.ends.tell(why);
    this.ended ??= this.end();
    return this.ended;
  }

  /**
   * Ends the session and answers when it has, or when the editor would not wait any longer; the rest goes on.
   * @param keep Whether the machine stays; by default one that was there before does.
   */
  async answerSoon(keep: boolean | undefined, answer: () => void): Promise<void> {
    this.keep ??= keep;
    await atMost(ANSWER_MS, NEVER, () => this.begin());
    answer();
  }

  private async end(): Promise<void> {
    const { group, log } = this.context;
    this.starting.abort(new CancelledError('the session has ended'));
    await this.opening?.catch(() => undefined);
    const { target } = this;
    try {
      if (!target) await this.processes.stop();
      else if (this.keep ?? !target.startedBySession) await this.leave(target);
      else await this.stopBoth(target);
    } catch (error) {
      log.error(`end of the debug session: ${messageOf(error)}`);
    }
    this.ends.over();
    // Not awaited: a task of the group may be what ends the session.
    group.closeSoon();
  }

  private async leave(target: DebugTarget): Promise<void> {
    try {
      if (this.gone) this.context.log.debug(`${target.name} has ended`);
      else if (this.processes.exit !== undefined) await detachStub(await target.stub(NEVER), NEVER);
      else await withTimeout('detaching GDB', DETACH_LIMIT_MS, NEVER, (signal) => this.ends.letGo(signal));
    } catch (error) {
      this.context.log.warn(`GDB could not let go of ${target.name}: ${messageOf(error)}`);
    }
    await this.processes.stop();
    target.release();
  }

  /** The machine first: when GDB ends, QEMU would let the guest run on, beyond the line where it was stopped. */
  private async stopBoth(target: DebugTarget): Promise<void> {
    const stopping = target.stop();
    await atMost(TOGETHER_MS, NEVER, () => stopping);
    await this.processes.stop();
    await stopping;
  }
}
