import { TerminatedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { TargetAttachRequestArguments } from 'cdt-gdb-adapter/dist/types/session';
import type { Disposable } from '../../concurrency/event';
import { withTimeout } from '../../concurrency/timeout';
import { NarrowedStub } from '../rsp/narrowedStub';
import { SessionEnd } from '../session/sessionEnd';
import { sendSerialLine } from '../target/serialLine';
import { SessionEndedError } from '../session/requestLedger';
import { cannotContinue } from '../session/stopReason';
import { runsNow, untilRunning, type DebugTarget } from '../target/target';
import { afterConnect, beforeConnect } from './process/commands';
import { GdbBackend } from './process/gdbBackend';
import { GdbProcesses } from './process/gdbProcess';
import { RunSession, type GdbSessionParts } from './runSession';

/** From GDB's start to a connection with symbols read; those of a Linux kernel take seconds. In milliseconds. */
const CONNECT_LIMIT_MS = 120_000;

/** The adapter's own numbers for a configuration phase that is over; it exports the type only. */
const CONFIGURED = 4;

/** Requests that are answered however the session ends. */
const ENDING = new Set(['disconnect', 'terminate']);

/** Requests after which the guest runs. */
const RESUMING = new Set(['continue', 'next', 'stepIn', 'stepOut']);

/**
 * A debug session through GDB: cdt-gdb-adapter does the protocol, this class gives it our machine and our GDB process
 * and the ends of both, and mends what it lacks for QEMU: stops explained by the machine's state, restart as a reset,
 * reverse execution.
 */
export class GdbSession extends RunSession {
  private readonly processes: GdbProcesses;
  private readonly ending: SessionEnd;
  private stateListener: Disposable | undefined;
  /** Whether the guest ran when the session found it. */
  private foundRunning = true;

  constructor(parts: GdbSessionParts) {
    super(parts, () => new GdbBackend(this.processes, parts.group.signal, (text) => parts.log.warn(text)));
    this.processes = new GdbProcesses(parts.gdb, parts.cwd, parts.group, parts.log);
    this.ending = new SessionEnd(parts, this.processes, {
      letGo: (signal) => this.letGo(signal),
      tell: (text) => this.tell(text),
      over: () => this.over(),
    });
  }

  /** The editor has gone without a word. */
  override dispose(): void {
    void this.ending.begin('the editor let go of the session');
    super.dispose();
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    const obstacle = this.obstacle(request.command);
    if (obstacle === undefined) {
      super.dispatchRequest(request);
      return;
    }
    this.ledger.begin(request);
    this.refuseRequest(request, obstacle);
  }

  protected override initializeRequest(
    response: DebugProtocol.InitializeResponse,
    args: DebugProtocol.InitializeRequestArguments,
  ): void {
    response.body = {
      supportsRestartRequest: this.parts.restartResets,
      supportsExceptionInfoRequest: true,
      supportTerminateDebuggee: true,
      supportsStepBack: this.parts.replays,
      supportsDataBreakpointBytes: true,
    };
    // A console of GDB's own would need a native module; the Debug Console takes GDB commands behind ">".
    super.initializeRequest(response, { ...args, supportsRunInTerminalRequest: false });
  }

  protected override async launchRequest(response: DebugProtocol.LaunchResponse): Promise<void> {
    await this.begin(response);
  }

  protected override async attachRequest(response: DebugProtocol.AttachResponse): Promise<void> {
    await this.begin(response);
  }

  protected override configurationDoneRequest(
    response: DebugProtocol.ConfigurationDoneResponse,
  ): Promise<void> {
    this.answer(response, async () => {
      this.tell(
        'Expressions are evaluated by GDB. ">" starts a GDB command, "serial:" a line for the guest.',
      );
      // The adapter keeps a count of pauses, one of which is the configuration's own.
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the adapter does not export its enum
      this.configuringState = CONFIGURED;
      this.pauseCount = 0;
      await this.setOff(!this.foundRunning);
    });
    return Promise.resolve();
  }

  protected override async evaluateRequest(
    response: DebugProtocol.EvaluateResponse,
    args: DebugProtocol.EvaluateArguments,
  ): Promise<void> {
    const { expression, context, frameId } = args;
    const said = context === 'repl' ? /^>\s*mon(?:itor)?\s+(.+)$/s.exec(expression.trim())?.[1] : undefined;
    if (said !== undefined && this.target?.hasMonitor) {
      const cpu = frameId === undefined ? undefined : this.frameOf(frameId);
      this.answerText(response, this.target.hmp(said, cpu));
    } else if (context === 'repl' && /^serial(\[|:)/.test(expression)) {
      this.answerText(
        response,
        sendSerialLine(this.machine(), expression).then(() => ''),
      );
    } else if (frameId === undefined && !expression.startsWith('>') && this.isRunning) {
      this.refuse(response, new Error('The guest is running. Pause it to evaluate expressions.'));
    } else {
      await super.evaluateRequest(response, args);
    }
  }

  protected override disconnectRequest(
    response: DebugProtocol.DisconnectResponse,
    args?: DebugProtocol.DisconnectArguments,
  ): Promise<void> {
    const keep = args?.terminateDebuggee === undefined ? undefined : !args.terminateDebuggee;
    return this.ending.answerSoon(keep, () => this.sendResponse(response));
  }

  protected override terminateRequest(response: DebugProtocol.TerminateResponse): Promise<void> {
    return this.ending.answerSoon(undefined, () => this.sendResponse(response));
  }

  /** What the adapter calls when GDB has ended, or could not be connected. */
  protected override async doDisconnectRequest(): Promise<void> {
    const how = this.processes.exit;
    await this.ending.begin(how && `GDB ended by itself (${how.signal ?? `exit code ${how.code}`}).`);
  }

  private obstacle(command: string): Error | undefined {
    if (this.ending.begun) return ENDING.has(command) ? undefined : new SessionEndedError();
    return RESUMING.has(command) ? cannotContinue(this.target?.why ?? '') : undefined;
  }

  private async begin(response: DebugProtocol.LaunchResponse | DebugProtocol.AttachResponse): Promise<void> {
    const { group } = this.parts;
    try {
      if (this.parts.note !== '') this.tell(this.parts.note);
      // Beside the machine, which takes as long.
      this.processes.prepare();
      const target = await this.ending.open((signal) => this.parts.open(signal));
      this.debugs(target);
      this.foundRunning = target.owned || (await runsNow(target));
      const { stub, arch } = await this.connection(target);
      this.stateListener = target.onDidChangeState((state) => {
        if (state === 'running') this.elsewhere.resumed();
      });
      await withTimeout('connecting GDB', CONNECT_LIMIT_MS, group.signal, () =>
        super.attachRequest(response, this.adapterArguments(stub, arch)),
      );
    } catch (error) {
      await this.ending.begin();
      this.refuse(response, error);
    }
  }

  /** Where GDB connects, and which processor it finds there. */
  private async connection(target: DebugTarget): Promise<{ stub: string; arch: string | undefined }> {
    const { group, log, program } = this.parts;
    const stub = await target.stub(group.signal);
    if (program?.arch !== 'i386' || target.arch !== 'x86_64') return { stub, arch: target.arch };
    const narrowed = await NarrowedStub.listen(stub, log);
    group.adopt('thread', '32-bit view of the stub', narrowed);
    return { stub: narrowed.endpoint, arch: 'i386' };
  }

  private adapterArguments(stub: string, arch: string | undefined): TargetAttachRequestArguments {
    const { gdb, cwd, program, settings } = this.parts;
    const facts = { settings, program, arch };
    return {
      gdb,
      cwd,
      ...(program && { program: program.path }),
      target: { type: 'remote', parameters: [stub] },
      preConnectCommands: beforeConnect(facts),
      initCommands: afterConnect(facts),
    };
  }

  /** GDB's `detach` removes its breakpoints and lets the machine run. */
  private async letGo(signal: AbortSignal): Promise<void> {
    this.leaving = true;
    this.stateListener?.dispose();
    if (this.processes.exit || !this.target) return;
    await this.pauseIfNeeded();
    await this.send('-target-detach');
    // Known to run again before this session is over: the next one would take it for a machine that was paused.
    if (this.foundRunning) await untilRunning(this.target, signal);
    else await this.target.qmp('stop');
  }

  protected override endBecause(why: string): void {
    // Not awaited: the end waits for the task that has found out.
    void this.ending.begin(why);
  }

  private over(): void {
    this.stateListener?.dispose();
    this.ledger.close(['disconnect', 'terminate', 'launch', 'attach']);
    this.sendEvent(new TerminatedEvent());
  }

  private answerText(response: DebugProtocol.EvaluateResponse, text: Promise<string>): void {
    this.answer(response, async () => {
      response.body = { result: (await text).trimEnd(), variablesReference: 0 };
    });
  }

  /** The vCPU that a frame is of, from 0; frames are forgotten when the guest goes on. */
  private frameOf(frameId: number): number | undefined {
    const frame = this.frameHandles.get(frameId) as { threadId: number } | undefined;
    return frame && frame.threadId - 1;
  }
}
