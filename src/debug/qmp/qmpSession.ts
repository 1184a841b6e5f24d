import {
  ContinuedEvent,
  InitializedEvent,
  OutputEvent,
  StoppedEvent,
  TerminatedEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Disposable } from '../../concurrency/event';
import { Resets } from '../target/resets';
import { StubStepper } from '../rsp/stubStepper';
import type { SessionParts } from '../session/sessionContext';
import { SessionEnd } from '../session/sessionEnd';
import { SessionEndedError } from '../session/requestLedger';
import { cannotContinue, describeStop } from '../session/stopReason';
import { runsNow, type DebugTarget } from '../target/target';
import { programCounter } from './hmpText';
import { MonitorSession } from './monitorSession';

/** Requests after which the guest runs. */
const RESUMING = new Set(['continue', 'next', 'stepIn']);

export interface QmpSessionParts extends SessionParts {
  /** "Run Without Debugging": the machine runs already when the session gets it. */
  readonly noDebug: boolean;
}

/**
 * A debug session without symbols and without GDB: vCPUs as threads, registers, memory and disassembly from QEMU's
 * monitors, single steps through its stub. The Debug Console is the human monitor.
 */
export class QmpSession extends MonitorSession {
  private readonly ending: SessionEnd;
  private stepper: StubStepper | undefined;
  private stateListener: Disposable | undefined;
  private resets: Resets | undefined;
  /** Whether the guest ran when the session found it. */
  private foundRunning = true;
  /** Stops and resumptions of our own that are not those of the guest. */
  private quiet = false;
  /** What the editor believes. A machine that stands may still learn why, which is no second stop. */
  private shown: 'running' | 'paused' = 'paused';

  constructor(private readonly parts: QmpSessionParts) {
    super(parts);
    const stepper = {
      exit: undefined,
      stop: () => {
        this.stepper?.close();
        return Promise.resolve();
      },
    };
    this.ending = new SessionEnd(parts, stepper, {
      letGo: () => this.letGo(),
      tell: (text) => this.tell(text),
      over: () => this.over(),
    });
  }

  /** The editor has gone without a word. */
  override dispose(): void {
    void this.ending.begin('the editor let go of the session');
    super.dispose();
  }

  protected override obstacle(command: string): Error | undefined {
    if (this.ending.begun)
      return command === 'disconnect' || command === 'terminate' ? undefined : new SessionEndedError();
    return RESUMING.has(command) ? cannotContinue(this.target?.why ?? '') : undefined;
  }

  protected override initializeRequest(response: DebugProtocol.InitializeResponse): void {
    response.body = {
      supportsConfigurationDoneRequest: true,
      supportsRestartRequest: this.parts.restartResets,
      supportsTerminateRequest: true,
      supportTerminateDebuggee: true,
      supportsReadMemoryRequest: true,
      supportsDisassembleRequest: true,
      supportsSteppingGranularity: true,
      supportsExceptionInfoRequest: true,
    };
    this.sendResponse(response);
  }

  protected override launchRequest(response: DebugProtocol.LaunchResponse): void {
    this.begin(response);
  }

  protected override attachRequest(response: DebugProtocol.AttachResponse): void {
    this.begin(response);
  }

  protected override configurationDoneRequest(response: DebugProtocol.ConfigurationDoneResponse): void {
    this.answer(response, async () => {
      const target = this.machine();
      if (this.parts.noDebug) return;
      this.tell(
        'The Debug Console is QEMU’s monitor: "info registers", "help". "serial:" sends a line to the guest.',
      );
      if (this.parts.stopAtEntry && target.owned) this.stopped('entry');
      else if (target.owned) await target.qmp('cont');
      else if (!this.foundRunning) this.stopped('pause');
    });
  }

  protected override continueRequest(response: DebugProtocol.ContinueResponse): void {
    this.answer(response, async () => {
      await this.machine().qmp('cont');
      response.body = { allThreadsContinued: true };
    });
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): void {
    this.answer(response, async () => {
      await this.machine().qmp('stop');
    });
  }

  protected override nextRequest(
    response: DebugProtocol.NextResponse,
    args: DebugProtocol.NextArguments,
  ): void {
    this.step(response, args.threadId);
  }

  protected override stepInRequest(
    response: DebugProtocol.StepInResponse,
    args: DebugProtocol.StepInArguments,
  ): void {
    this.step(response, args.threadId);
  }

  protected override stepOutRequest(response: DebugProtocol.StepOutResponse): void {
    this.refuse(
      response,
      new Error(
        'Without symbols there is no caller to step out to. Set "program" to an ELF file with symbols.',
      ),
    );
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    this.answer(response, async () => {
      const target = this.machine();
      await this.quietly(async () => {
        if (target.state === 'running') await target.qmp('stop');
        await this.resets?.reset();
      });
      if (this.parts.stopAtEntry) this.stopped('entry');
      else await target.qmp('cont');
    });
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    const facts = describeStop(this.target?.why ?? '');
    response.body = {
      exceptionId: facts?.id ?? 'stopped',
      breakMode: 'always',
      ...(facts && { description: facts.text }),
    };
    this.sendResponse(response);
  }

  protected override terminateRequest(response: DebugProtocol.TerminateResponse): void {
    void this.ending.answerSoon(undefined, () => this.sendResponse(response));
  }

  protected override disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    args?: DebugProtocol.DisconnectArguments,
  ): void {
    const keep = args?.terminateDebuggee === undefined ? undefined : !args.terminateDebuggee;
    void this.ending.answerSoon(keep, () => this.sendResponse(response));
  }

  private begin(response: DebugProtocol.Response): void {
    this.answer(response, async () => {
      try {
        if (this.parts.note !== '') this.tell(this.parts.note);
        const target = await this.ending.open((signal) => this.parts.open(signal));
        this.target = target;
        this.resets = new Resets(target, this.parts.postMortem && target.owned);
        this.foundRunning = target.owned || (await runsNow(target));
        this.shown = target.state;
        this.stateListener = target.onDidChangeState((state) => this.stateChanged(state));
        this.sendEvent(new InitializedEvent());
      } catch (error) {
        // Not awaited: the end waits for this task.
        void this.ending.begin();
        throw error;
      }
    });
  }

  private step(response: DebugProtocol.Response, threadId: number): void {
    this.answer(response, async () => {
      const target = this.machine();
      const { signal } = this.parts.group;
      await this.quietly(async () => {
        this.stepper ??= await StubStepper.connect(await target.stub(signal), signal);
        await this.stepper.step(threadId - 1, signal);
      });
      this.stopped('step', threadId);
    });
  }

  private async quietly(work: () => Promise<void>): Promise<void> {
    this.quiet = true;
    try {
      await work();
      // Its answer comes behind the events of what was done.
      await this.machine().qmp('query-status');
    } finally {
      this.quiet = false;
    }
  }

  private stateChanged(state: 'running' | 'paused'): void {
    if (this.quiet || this.ending.begun || state === this.shown) return;
    this.shown = state;
    if (state === 'running') {
      this.sendEvent(new ContinuedEvent(1, true));
      return;
    }
    this.inBackground('reason of the stop', () => this.stoppedByItself());
  }

  private async stoppedByItself(): Promise<void> {
    const target = this.machine();
    const { why } = target;
    if (why === 'guest-shutdown' && target.owned) {
      // Not awaited: the end waits for this task.
      void this.ending.begin('The guest powered off.');
      return;
    }
    if (why === 'guest-reset' && (await this.resetByFirmware())) return;
    const facts = describeStop(why);
    this.stopped(facts ? 'exception' : 'pause', 1, facts?.text);
  }

  private async resetByFirmware(): Promise<boolean> {
    const pc = programCounter(await this.registers(1));
    if (!(await this.resets?.byFirmware(pc))) return false;
    await this.machine().qmp('cont');
    return true;
  }

  private stopped(reason: string, threadId = 1, text?: string): void {
    this.shown = 'paused';
    this.resets?.arrived();
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(reason, threadId, text);
    event.body.allThreadsStopped = true;
    this.sendEvent(event);
  }

  /** The machine goes on as it was found; one that was started for this session has nobody else who would let it. */
  private async letGo(): Promise<void> {
    const { target } = this;
    if (target?.state === 'paused' && this.foundRunning) await target.qmp('cont');
  }

  private over(): void {
    this.stateListener?.dispose();
    this.ledger.close(['disconnect', 'terminate', 'launch', 'attach']);
    this.sendEvent(new TerminatedEvent());
  }

  private tell(text: string): void {
    this.sendEvent(new OutputEvent(`${text}\n`, 'console'));
  }

  private machine(): DebugTarget {
    if (!this.target) throw new Error('The machine has not been started.');
    return this.target;
  }
}
