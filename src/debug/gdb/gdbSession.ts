import { OutputEvent, TerminatedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import type { MIThreadInfo } from 'cdt-gdb-adapter/dist/mi/thread';
import { GDBTargetDebugSession } from 'cdt-gdb-adapter/dist/desktop/GDBTargetDebugSession';
import type { Disposable } from '../../concurrency/event';
import { withTimeout } from '../../concurrency/timeout';
import type { Handlers } from '../session/requests';
import { resumes } from '../session/requests';
import { SessionEndedError } from '../session/requestLedger';
import { Responder } from '../session/responder';
import { SessionEnd } from '../session/sessionEnd';
import { runsNow, untilRunning } from '../target/target';
import { Breakpoints } from './breakpoints/breakpoints';
import { connectionMoved, connectionTo } from './connection';
import type { GuestControl } from './gdbLink';
import { entryAddress } from '../plan/program';
import type { GdbSessionParts } from './gdbParts';
import { ImageLoads } from './images/imageLoads';
import { Inspection } from './inspection/inspection';
import { ProcessorModes } from './inspection/processorModes';
import { namedVcpu } from './inspection/vcpus';
import { originsOf } from './process/commands';
import { GdbBackend, NO_GDB_MANAGER } from './process/gdbBackend';
import { GdbProcesses } from './process/gdbProcess';
import { KernelLoad } from './running/kernelLoad';
import { Entries } from './running/entries';
import { Following } from './running/following';
import type { GdbStop } from './running/gdbStop';
import { Guest } from './running/guest';
import { Recording } from './running/recording';
import { Running } from './running/running';
import { SegmentHits } from './running/segmentHits';
import { Stops } from './running/stops';

/** From GDB's start to a connection with symbols read; those of a Linux kernel take seconds. In milliseconds. */
const CONNECT_LIMIT_MS = 120_000;

/** The adapter's own number for a configuration phase that is over; it exports the type only. */
const CONFIGURED = 4;

/** Requests that are answered however the session ends. */
const ENDING: ReadonlySet<string> = new Set(['disconnect', 'terminate']);

/** Events after which nothing is as it was shown. */
const CHANGING: ReadonlySet<string> = new Set(['stopped', 'continued', 'invalidated']);

/** What the adapter prints about itself, which nobody asked for. */
const NOISE = /^(The host character set is|connected to remote target|\n?In the Debug Console view)/;

/**
 * A debug session through GDB. cdt-gdb-adapter runs GDB and knows whether the guest runs; what the editor asks is
 * served by the parts that this class puts together. It is the only one that knows the adapter's protected members.
 */
export class GdbSession extends GDBTargetDebugSession {
  private readonly responder: Responder;
  private readonly processes: GdbProcesses;
  private readonly ending: SessionEnd;
  private readonly guest: Guest;
  private readonly breakpoints: Breakpoints;
  private readonly inspection: Inspection;
  private readonly stops: Stops;
  private readonly following: Following;
  private readonly running: Running;
  private readonly images: ImageLoads;
  private readonly handlers: Handlers;
  private backend: GdbBackend | undefined;
  private stateListener: Disposable | undefined;

  constructor(private readonly parts: GdbSessionParts) {
    super({
      // eslint-disable-next-line @typescript-eslint/require-await -- the adapter's interface wants promises
      createGDBManager: async () => NO_GDB_MANAGER,
      // eslint-disable-next-line @typescript-eslint/require-await -- as above
      createBackend: async () => (this.backend = this.makeBackend()),
    });
    const { group, log, program, stopAtEntry } = parts;
    const link = this.makeLink();
    const tell = (text: string): void => this.tell(text);
    const end = (why: string): void => void this.ending.begin(why); // Not awaited: the end waits for its caller.
    const responder = (this.responder = new Responder(parts, (response) => super.sendResponse(response)));
    this.processes = new GdbProcesses(parts.gdb, parts.cwd, group, log);
    this.ending = this.makeEnding(tell);
    const guest = (this.guest = new Guest(parts.postMortem));
    const modes = new ProcessorModes(link, () => guest.target);
    const segmentHits = new SegmentHits(link, modes, group.signal);
    this.inspection = new Inspection(link, program?.path, modes, () => guest.target);
    const breakpoints = (this.breakpoints = new Breakpoints(link, this.inspection));
    const entries = new Entries(
      breakpoints,
      { address: stopAtEntry ? entryAddress(program) : undefined, symbol: parts.stopOnSymbol },
      tell,
    );
    const recording = new Recording(guest);
    const stops = (this.stops = new Stops({
      ...{ link, guest, breakpoints, entries, recording, segmentHits, responder, end },
    }));
    const following = (this.following = new Following(link, guest, log, responder));
    const kernel = this.makeKernelLoad(link, tell);
    const images = (this.images = new ImageLoads({ ...parts, link, responder, tell }));
    this.running = new Running({
      ...{ link, guest, breakpoints, entries, stops, following, recording, segmentHits, kernel, images },
      ...{ stayAtReset: stopAtEntry && program?.entry === undefined, signal: group.signal },
    });
    this.handlers = {
      ...this.inspection.handlers,
      ...breakpoints.handlers,
      ...stops.handlers,
      ...this.running.handlers,
    };
  }

  /** The editor has gone without a word. */
  override dispose(): void {
    void this.ending.begin(l10n.t('The editor let go of the session.'));
    super.dispose();
  }

  /** The adapter answers some requests twice, and some after their time is over. */
  override sendResponse(response: DebugProtocol.Response): void {
    this.responder.send(response);
  }

  override sendEvent(event: DebugProtocol.Event): void {
    const { output, category } = (event.body ?? {}) as { output?: unknown; category?: string };
    if (event.event === 'output' && typeof output === 'string' && NOISE.test(output)) return;
    // GDB finds the machine gone, as it should: no news.
    if (event.event === 'output' && category !== 'console' && this.ending.begun) return;
    if (CHANGING.has(event.event)) this.inspection.forget();
    super.sendEvent(event);
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    this.responder.begin(request);
    const obstacle = this.obstacle(request.command);
    if (obstacle) this.responder.refuse(request, obstacle);
    else if (!this.responder.serve(request, this.handlers)) super.dispatchRequest(request);
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
      supportsClipboardContext: true,
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
    this.responder.answer(response, async () => {
      this.tell(l10n.t('Expressions are evaluated by GDB. Type "help" for what else can be typed here.'));
      // The adapter keeps a count of pauses, one of which is the configuration's own.
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the adapter does not export its enum
      this.configuringState = CONFIGURED;
      this.pauseCount = 0;
      await this.running.setOff(!this.guest.foundRunning);
    });
    return Promise.resolve();
  }

  /** While the guest runs, or is about to, GDB cannot be asked: what it has said about the vCPUs so far must do. */
  protected override async threadsRequest(response: DebugProtocol.ThreadsResponse): Promise<void> {
    response.body = { threads: this.threads };
    await super.threadsRequest(response);
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
    await this.ending.begin(
      how && l10n.t('GDB ended by itself ({0}).', how.signal ?? `exit code ${how.code}`),
    );
  }

  protected override convertThread(thread: MIThreadInfo): ReturnType<GDBTargetDebugSession['convertThread']> {
    return super.convertThread(namedVcpu(thread));
  }

  protected override handleGDBStopped(result: GdbStop): void {
    this.stops.hear(result, () => super.handleGDBStopped(result));
  }

  protected override handleGDBNotify(kind: string, data: object): void {
    // What the adapter does not know, it tells the person.
    if (!this.breakpoints.notified(kind, data) && kind.startsWith('thread-'))
      super.handleGDBNotify(kind, data);
  }

  private obstacle(command: string): Error | undefined {
    if (this.ending.begun) return ENDING.has(command) ? undefined : new SessionEndedError();
    return resumes(command) ? this.stops.obstacle : undefined;
  }

  private async begin(response: DebugProtocol.LaunchResponse | DebugProtocol.AttachResponse): Promise<void> {
    const { group, note } = this.parts;
    try {
      if (note !== '') this.tell(note);
      // Beside the machine, which takes as long.
      this.processes.prepare();
      const target = await this.ending.open((signal) => this.parts.open(signal));
      this.guest.found(target, target.startedBySession || (await runsNow(target)));
      const connection = await connectionTo(target, this.parts);
      this.stateListener = target.onDidChangeState((state) => {
        if (state === 'running') this.following.resumed();
      });
      await withTimeout('connecting GDB', CONNECT_LIMIT_MS, group.signal, () =>
        super.attachRequest(response, connection),
      );
    } catch (error) {
      await this.ending.begin();
      this.responder.refuseWith(response, error);
    }
  }

  private makeBackend(): GdbBackend {
    const { group, log } = this.parts;
    const origins = originsOf(this.parts.settings);
    const backend = new GdbBackend(this.processes, group.signal, (text) => log.warn(text), origins);
    backend.isRunning = () => this.isRunning;
    backend.onRuns = (runs) => {
      for (const thread of this.threads) thread.running = runs;
      this.isRunning = runs && this.threads.length > 0;
    };
    return backend;
  }

  private makeEnding(tell: (text: string) => void): SessionEnd {
    return new SessionEnd(this.parts, this.processes, {
      letGo: (limited) => this.letGo(limited),
      tell,
      over: () => this.over(),
    });
  }

  private makeKernelLoad(link: GuestControl, tell: (text: string) => void): KernelLoad {
    const { parts, guest, responder } = this;
    return new KernelLoad({
      link,
      guest,
      responder,
      program: parts.kernelStays ? undefined : parts.program?.path,
      openMoved: (segments) => connectionMoved(guest.machine, parts, segments),
      tell,
    });
  }

  private makeLink(): GuestControl {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- for the getter
    const session = this;
    return {
      get running() {
        return session.isRunning;
      },
      send: (command) => this.gdb.sendCommand(command),
      ask: (command, place) => this.asked().ask(command, place),
      event: (event) => this.sendEvent(event),
      interrupt: () => this.asked().interrupt(),
      pauseQuietly: () => this.pauseIfRunning(),
      whilePaused: (work) => this.whilePaused(work),
      quietly: (work) => this.quietly(work),
    };
  }

  /** @throws before the session has begun. */
  private asked(): GdbBackend {
    if (!this.backend) throw new Error(l10n.t('GDB has not been started.'));
    return this.backend;
  }

  private async whilePaused(work: () => Promise<void>): Promise<void> {
    await this.following.settled();
    await this.pauseIfNeeded();
    try {
      await work();
    } finally {
      await this.continueIfNeeded();
    }
  }

  private async quietly(work: (stop: Promise<void>) => Promise<void>): Promise<void> {
    let heard: () => void = () => undefined;
    const stop = new Promise<void>((resolve) => (heard = resolve));
    const awaited = { threadId: undefined, resolveFunc: heard };
    this.silentPauseRequests.push(awaited);
    try {
      await work(stop);
    } finally {
      // One that never came must not swallow another.
      this.silentPauseRequests = this.silentPauseRequests.filter((each) => each !== awaited);
    }
  }

  /** GDB's `detach` removes its breakpoints and lets the machine run. */
  private async letGo(signal: AbortSignal): Promise<void> {
    const { guest } = this;
    guest.leaving = true;
    this.images.dispose();
    this.stateListener?.dispose();
    if (this.processes.exit || !guest.target) return;
    await this.pauseIfNeeded();
    await this.gdb.sendCommand('-target-detach');
    // It must be known to run before this session is over: the next one would take it for a paused machine.
    if (guest.foundRunning) await untilRunning(guest.target, signal);
    else await guest.target.qmp('stop');
  }

  private over(): void {
    this.images.dispose();
    this.stateListener?.dispose();
    this.responder.close(['disconnect', 'terminate', 'launch', 'attach']);
    this.sendEvent(new TerminatedEvent());
  }

  private tell(text: string): void {
    this.sendEvent(new OutputEvent(`${text}\n`, 'console'));
  }
}
