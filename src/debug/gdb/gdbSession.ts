import { OutputEvent, StoppedEvent, TerminatedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { TargetAttachRequestArguments } from 'cdt-gdb-adapter/dist/types/session';
import type { Disposable } from '../../concurrency/event';
import { delay, withTimeout } from '../../concurrency/timeout';
import type { DebuggerSettings } from '../../config/debugSchema';
import { messageOf } from '../errors';
import type { Program } from '../program';
import { resetPostMortem, resetTarget } from '../resetTarget';
import { NarrowedStub } from '../rsp/narrowedStub';
import type { SessionParts } from '../sessionContext';
import { SessionEnd } from '../sessionEnd';
import { sendSerialLine } from '../serialLine';
import { cannotContinue, describeStop, type StopFacts } from '../stopReason';
import type { DebugTarget } from '../target';
import { functionPlace, type GdbStop } from './breakpointSession';
import { afterConnect, beforeConnect } from './commands';
import { GdbBackend } from './gdbBackend';
import { GdbProcesses } from './gdbProcess';
import { InspectionSession } from './inspectionSession';

/** From GDB's start to a connection with symbols read; those of a Linux kernel take seconds. In milliseconds. */
const CONNECT_LIMIT_MS = 120_000;

/** How long a guest may take to stand still, in milliseconds: QEMU stops it between two instructions. */
const STOP_LIMIT_MS = 5000;

/** How long the machine is asked why it stands still before the debugger's own word must do, in milliseconds. */
const WHY_LIMIT_MS = 500;

/** How long a machine must run with GDB believing that it does not, until GDB is told, in milliseconds. */
const RESUMED_ELSEWHERE_MS = 200;

/** The adapter's own numbers for a configuration phase that is over; it exports the type only. */
const CONFIGURED = 4;

/** Requests that are answered however the session ends. */
const ENDING = new Set(['disconnect', 'terminate']);

/** Requests after which the guest runs. */
const RESUMING = new Set(['continue', 'next', 'stepIn', 'stepOut']);

export interface GdbSessionParts extends SessionParts {
  readonly settings: DebuggerSettings;
  readonly program: Program | undefined;
  /** Empty when none was found, and then `open` says so. */
  readonly gdb: string;
  readonly cwd: string;
  readonly stopOnSymbol: string | undefined;
  /** Whether it can be stepped back. */
  readonly replays: boolean;
}

/**
 * A debug session through GDB: cdt-gdb-adapter does the protocol, this class gives it our machine and our GDB process
 * and the ends of both, and mends what it lacks for QEMU: stops explained by the machine's state, restart as a reset,
 * reverse execution.
 */
export class GdbSession extends InspectionSession {
  protected override readonly programPath: string | undefined;
  private readonly processes: GdbProcesses;
  private readonly ending: SessionEnd;
  private target: DebugTarget | undefined;
  private stateListener: Disposable | undefined;
  private lastStop: StopFacts | undefined;
  /** Breakpoints of our own, at the entry and such: a stop there is the start of the program. */
  private entries: readonly string[] = [];
  /** Whether the guest ran when the session found it. */
  private foundRunning = true;
  private restarting = false;

  constructor(private readonly parts: GdbSessionParts) {
    super(parts, () => new GdbBackend(this.processes, parts.group.signal, (text) => parts.log.warn(text)));
    this.programPath = parts.program?.path;
    this.processes = new GdbProcesses(parts.gdb, parts.cwd, parts.group, parts.log);
    this.ending = new SessionEnd(parts, this.processes, {
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
      const stays = !this.foundRunning || (this.parts.stopAtEntry && this.parts.program?.entry === undefined);
      await this.insertEntries();
      // The adapter keeps a count of pauses, one of which is the configuration's own.
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the adapter does not export its enum
      this.configuringState = CONFIGURED;
      this.pauseCount = 0;
      if (stays) this.stopped(this.parts.stopAtEntry ? 'entry' : 'pause', 1);
      else await this.send('-exec-continue');
    });
    return Promise.resolve();
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    this.answer(response, async () => {
      const target = this.machine();
      this.restarting = true;
      try {
        await withTimeout('stopping the guest', STOP_LIMIT_MS, this.parts.group.signal, () =>
          this.pauseIfRunning(),
        );
        await this.reset(target);
      } finally {
        this.restarting = false;
      }
      // QEMU says nothing of a reset to GDB, which would go on showing the registers from before.
      await this.backend.ask('maintenance flush register-cache');
      await this.breakpoints.rearm();
      for (const number of this.entries) await this.removeTemporary(number);
      await this.insertEntries();
      if (this.parts.stopAtEntry && this.entries.length === 0) this.stopped('entry', 1);
      else await this.send('-exec-continue');
    });
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): Promise<void> {
    this.answer(response, async () => {
      if (this.isRunning) await this.backend.interrupt();
    });
    return Promise.resolve();
  }

  protected override stepBackRequest(
    response: DebugProtocol.StepBackResponse,
    args: DebugProtocol.StepBackArguments,
  ): void {
    const unit = args.granularity === 'instruction' ? '-exec-next-instruction' : '-exec-next';
    this.answer(response, async () => {
      await this.send(`${unit} --thread ${args.threadId} --reverse`);
    });
  }

  protected override reverseContinueRequest(
    response: DebugProtocol.ReverseContinueResponse,
    args: DebugProtocol.ReverseContinueArguments,
  ): void {
    this.answer(response, async () => {
      await this.send(`-exec-continue --thread ${args.threadId} --reverse`);
    });
  }

  protected override exceptionInfoRequest(response: DebugProtocol.ExceptionInfoResponse): void {
    const { id, text } = this.lastStop ?? { id: 'stopped', text: '' };
    response.body = { exceptionId: id, description: text, breakMode: 'always' };
    this.sendResponse(response);
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

  protected override handleGDBStopped(result: GdbStop): void {
    const threadId = Number(result['thread-id'] ?? 1);
    const number = result.bkptno ?? (result.wpt ?? result['hw-rwpt'] ?? result['hw-awpt'])?.number ?? '';
    this.lastStop = undefined;
    switch (result.reason ?? '') {
      case 'breakpoint-hit':
      case 'watchpoint-trigger':
      case 'read-watchpoint-trigger':
      case 'access-watchpoint-trigger':
        this.hit(number, threadId, result);
        return;
      case 'signal-received':
        this.signalled(result['signal-name'] ?? '', threadId);
        return;
      case 'no-history':
        this.stopped('step', threadId, 'This is where the recording starts, or ends.');
        return;
      case 'watchpoint-scope':
        this.stopped('data breakpoint', threadId, 'What was watched has gone out of scope.');
        return;
      case 'exited':
      case 'exited-normally':
      case 'exited-signalled':
        // QEMU says goodbye before it ends; a machine's end says more, where there is somebody to tell it.
        if (!this.target?.hasMonitor) void this.ending.begin('QEMU has ended.');
        return;
      default:
        super.handleGDBStopped(result);
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

  private obstacle(command: string): string | undefined {
    if (this.ending.begun) return ENDING.has(command) ? undefined : 'The session has ended.';
    return RESUMING.has(command) ? cannotContinue(this.target?.why ?? '') : undefined;
  }

  private async begin(response: DebugProtocol.LaunchResponse | DebugProtocol.AttachResponse): Promise<void> {
    const { group } = this.parts;
    try {
      if (this.parts.note !== '') this.tell(this.parts.note);
      const target = await this.ending.open((signal) => this.parts.open(signal));
      this.target = target;
      this.foundRunning = target.owned || target.state === 'running';
      const { stub, arch } = await this.connection(target);
      this.stateListener = target.onDidChangeState((state) => this.changedElsewhere(state));
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

  /** Where a stop was asked for before anything else. */
  private async insertEntries(): Promise<void> {
    const { stopAtEntry, stopOnSymbol, program } = this.parts;
    const places = [
      ...(stopAtEntry && program?.entry !== undefined ? [`*0x${program.entry.toString(16)}`] : []),
      ...(stopOnSymbol === undefined ? [] : [functionPlace(stopOnSymbol)]),
    ];
    const numbers: string[] = [];
    for (const place of places) {
      await this.insertTemporary(place).then(
        (number) => numbers.push(number),
        (error: unknown) => this.tell(`There will be no stop at ${place}: ${messageOf(error)}`),
      );
    }
    this.entries = numbers;
  }

  private hit(number: string, threadId: number, { reason, value }: GdbStop): void {
    const wanted = this.breakpoints.find(number);
    this.inBackground('breakpoint', async () => {
      if (wanted?.log !== undefined) {
        await this.printLog(wanted.log, threadId);
        await this.breakpoints.stopped(number);
        await this.send('-exec-continue');
        return;
      }
      await this.breakpoints.stopped(number).catch(() => undefined);
      if (this.entries.includes(number)) this.stopped('entry', threadId);
      else if (reason !== 'breakpoint-hit') this.stopped('data breakpoint', threadId, change(value), number);
      else if (wanted?.place.startsWith('*') || wanted?.place.startsWith('-h *'))
        this.stopped('instruction breakpoint', threadId, undefined, number);
      else if (wanted?.place.includes('--function'))
        this.stopped('function breakpoint', threadId, undefined, number);
      else this.stopped('breakpoint', threadId, undefined, number);
    });
  }

  /** A stop that is not the debugger's own: the machine's monitor knows best why. */
  private signalled(signal: string, threadId: number): void {
    this.inBackground('reason of the stop', async () => {
      const why = await this.whyStopped();
      if (why === 'guest-shutdown' && this.target?.owned) {
        // Not awaited: the end waits for this task.
        void this.ending.begin('The guest powered off.');
        return;
      }
      this.lastStop = describeStop(why, signal);
      if (this.lastStop) this.stopped('exception', threadId, this.lastStop.text);
      else if (signal === 'SIGINT' || signal === '') this.stopped('pause', threadId);
      else if (signal === 'SIGTRAP') this.stopped('breakpoint', threadId, 'The program stopped itself.');
      else this.stopped('exception', threadId, signal);
    });
  }

  /** The monitor's events come another way than GDB's, and may come later: asking it puts them in order. */
  private async whyStopped(): Promise<string> {
    const { target } = this;
    if (!target?.hasMonitor) return '';
    await withTimeout('query-status', WHY_LIMIT_MS, this.parts.group.signal, () =>
      target.qmp('query-status'),
    ).catch(() => undefined);
    return target.why;
  }

  /** Somebody let the machine go on through its monitor, which QEMU does not tell GDB. */
  private changedElsewhere(state: 'running' | 'paused'): void {
    if (state !== 'running') return;
    this.inBackground('resumed elsewhere', async (signal) => {
      await delay(RESUMED_ELSEWHERE_MS, signal);
      if (this.restarting || this.isRunning || this.target?.state !== 'running') return;
      await this.send('-exec-continue');
    });
  }

  private stopped(reason: string, threadId: number, text?: string, hit?: string): void {
    this.frameHandles.reset();
    this.variableHandles.reset();
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(reason, threadId);
    event.body.allThreadsStopped = true;
    if (text !== undefined) {
      event.body.text = text;
      if (reason !== 'exception') event.body.description = text;
    }
    if (hit !== undefined) event.body.hitBreakpointIds = [Number(hit)];
    this.sendEvent(event);
  }

  /** GDB's `detach` removes its breakpoints and lets the machine run. */
  private async letGo(): Promise<void> {
    if (this.processes.exit || !this.target) return;
    await this.pauseIfNeeded();
    await this.send('-target-detach');
    if (!this.foundRunning) await this.target.qmp('stop');
  }

  private async reset(target: DebugTarget): Promise<void> {
    const { postMortem, group, log } = this.parts;
    await (postMortem && target.owned ? resetPostMortem(target, group, log) : resetTarget(target));
  }

  private over(): void {
    this.stateListener?.dispose();
    this.ledger.refuseAll('The session has ended.', ['disconnect', 'terminate', 'launch', 'attach']);
    this.sendEvent(new TerminatedEvent());
  }

  private tell(text: string): void {
    this.sendEvent(new OutputEvent(`${text}\n`, 'console'));
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

  private machine(): DebugTarget {
    if (!this.target) throw new Error('The machine has not been started.');
    return this.target;
  }
}

/** What a watchpoint saw. */
function change(value: GdbStop['value']): string | undefined {
  if (!value) return undefined;
  if (value.old !== undefined && value.new !== undefined) return `${value.old} → ${value.new}`;
  return value.value ?? value.new;
}
