import { DebugSession, InitializedEvent, OutputEvent, TerminatedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import type { Disposable } from '../../concurrency/event';
import { functionAddresses } from '../plan/functionAddresses';
import { SessionEndedError } from '../session/requestLedger';
import { resumes, type Handlers } from '../session/requests';
import { Responder } from '../session/responder';
import type { SessionParts } from '../session/sessionContext';
import { SessionEnd } from '../session/sessionEnd';
import { cannotContinue } from '../session/stopReason';
import { runsNow } from '../target/target';
import { QmpInspection } from './qmpInspection';
import { QmpMachine } from './qmpMachine';
import { QmpRunning } from './qmpRunning';

/** Requests that are answered however the session ends. */
const ENDING: ReadonlySet<string> = new Set(['disconnect', 'terminate']);

export interface QmpSessionParts extends SessionParts {
  /** Whose functions have names, if there is one with symbols. */
  readonly program: string | undefined;
  /** "Run Without Debugging": the machine runs already when the session gets it. */
  readonly noDebug: boolean;
}

/**
 * A debug session without symbols and without GDB: vCPUs as threads, registers, memory and disassembly from QEMU's
 * monitors, single steps through its stub. The Debug Console is the human monitor.
 */
export class QmpSession extends DebugSession {
  private readonly responder: Responder;
  private readonly ending: SessionEnd;
  private readonly machine = new QmpMachine();
  private readonly running: QmpRunning;
  private readonly handlers: Handlers;
  private stateListener: Disposable | undefined;
  /** Whether the guest ran when the session found it. */
  private foundRunning = true;

  constructor(private readonly parts: QmpSessionParts) {
    super();
    const { machine } = this;
    this.responder = new Responder(parts, (response) => super.sendResponse(response));
    this.running = new QmpRunning({
      machine,
      responder: this.responder,
      postMortem: parts.postMortem,
      stopAtEntry: parts.stopAtEntry,
      signal: parts.group.signal,
      addressesOf: async (name) =>
        parts.program === undefined ? [] : await functionAddresses(parts.program, name),
      event: (event) => this.sendEvent(event),
      // Not awaited: the end waits for the task that has found out.
      end: (why) => void this.ending.begin(why),
    });
    this.handlers = { ...new QmpInspection(machine).handlers, ...this.running.handlers };
    this.ending = new SessionEnd(parts, this.stub(), {
      letGo: () => this.letGo(),
      tell: (text) => this.tell(text),
      over: () => this.over(),
    });
  }

  /** The editor has gone without a word. */
  override dispose(): void {
    void this.ending.begin(l10n.t('The editor let go of the session.'));
    super.dispose();
  }

  override sendResponse(response: DebugProtocol.Response): void {
    this.responder.send(response);
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    this.responder.begin(request);
    const obstacle = this.obstacle(request.command);
    if (obstacle) this.responder.refuse(request, obstacle);
    else if (!this.responder.serve(request, this.handlers)) super.dispatchRequest(request);
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
      supportsFunctionBreakpoints: true,
      supportsInstructionBreakpoints: true,
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
    this.responder.answer(response, async () => {
      const target = this.machine.opened;
      if (this.parts.noDebug) return;
      this.tell(
        l10n.t(
          'The Debug Console is QEMU’s monitor: "info registers", "help". "serial:" sends a line to the guest.',
        ),
      );
      if (this.parts.stopAtEntry && target.startedBySession) this.running.stopped('entry');
      else if (target.startedBySession) await this.running.go();
      else if (!this.foundRunning) this.running.stopped('pause');
    });
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

  private obstacle(command: string): Error | undefined {
    if (this.ending.begun) return ENDING.has(command) ? undefined : new SessionEndedError();
    return resumes(command) ? cannotContinue(this.machine.target?.why ?? '') : undefined;
  }

  private begin(response: DebugProtocol.Response): void {
    this.responder.answer(response, async () => {
      try {
        if (this.parts.note !== '') this.tell(this.parts.note);
        const target = await this.ending.open((signal) => this.parts.open(signal));
        this.machine.target = target;
        this.foundRunning = target.startedBySession || (await runsNow(target));
        this.running.found(target);
        this.stateListener = target.onDidChangeState((state) => {
          if (!this.ending.begun) this.running.stateChanged(state);
        });
        this.sendEvent(new InitializedEvent());
      } catch (error) {
        // Not awaited: the end waits for this task.
        void this.ending.begin();
        throw error;
      }
    });
  }

  /** What ends with the session: its connection to the stub. */
  private stub(): { exit: undefined; stop: () => Promise<void> } {
    return {
      exit: undefined,
      stop: () => {
        this.running.close();
        return Promise.resolve();
      },
    };
  }

  /** The machine goes on as it was found; one that was started for this session is resumed by nothing else. */
  private async letGo(): Promise<void> {
    const { target } = this.machine;
    await this.running.leave();
    if (target?.state === 'paused' && this.foundRunning) await target.qmp('cont');
  }

  private over(): void {
    this.stateListener?.dispose();
    this.responder.close(['disconnect', 'terminate', 'launch', 'attach']);
    this.sendEvent(new TerminatedEvent());
  }

  private tell(text: string): void {
    this.sendEvent(new OutputEvent(`${text}\n`, 'console'));
  }
}
