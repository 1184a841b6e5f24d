import { OutputEvent, StoppedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { delay, withTimeout } from '../../concurrency/timeout';
import type { DebuggerSettings } from '../../config/debug/debugSchema';
import { asRecord } from '../../machine/qmp/messages';
import { messageOf } from '../../concurrency/messageOf';
import type { Program } from '../plan/program';
import { Resets } from '../target/resets';
import type { SessionParts } from '../session/sessionContext';
import { describeStop, type StopFacts } from '../session/stopReason';
import { runsNow, type DebugTarget } from '../target/target';
import { functionPlace, type GdbStop } from './breakpointSession';
import type { GdbBackend } from './process/gdbBackend';
import { InspectionSession } from './inspectionSession';
import { ResumedElsewhere } from './resumedElsewhere';

/** How long a guest may take to stand still, in milliseconds: QEMU stops it between two instructions. */
const STOP_LIMIT_MS = 5000;

/** How often a guest that should stand still is looked at, in milliseconds. */
const STOP_LOOK_MS = 20;

/** A monitor that has not said by then why the machine stands still is wedged, in milliseconds. */
const WHY_LIMIT_MS = 5000;

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

/** How the guest is made to run, back and forth, and what its stops mean. */
export abstract class RunSession extends InspectionSession {
  protected override readonly programPath: string | undefined;
  protected target: DebugTarget | undefined;
  private resets: Resets | undefined;
  private lastStop: StopFacts | undefined;
  /** Breakpoints of our own, at the entry and such: a stop there is the start of the program. */
  private entries: readonly string[] = [];
  private restarting = false;
  /** The machine is being left: what it does from now on is no business of the session's. */
  protected leaving = false;
  /** GDB is being brought to take the guest to run. Never rejects. */
  private following: Promise<void> | undefined;
  /** What the guest does is no news for the editor. */
  private hushed = false;
  protected readonly elsewhere = new ResumedElsewhere(
    {
      isOurs: () => this.restarting || this.leaving || this.isRunning || this.target?.state !== 'running',
      runs: () => runsNow(this.machine()),
      follow: async (signal) => {
        this.following = this.follow(signal).catch((error: unknown) => {
          if (!signal.aborted) this.parts.log.warn(`GDB cannot follow the machine: ${messageOf(error)}`);
        });
        await this.following;
        this.following = undefined;
      },
    },
    (work) => this.inBackground('resumed elsewhere', work),
  );

  constructor(
    protected readonly parts: GdbSessionParts,
    makeBackend: () => GdbBackend,
  ) {
    super(parts, makeBackend);
    this.programPath = parts.program?.path;
  }

  /** Ends the session, and says why. */
  protected abstract endBecause(why: string): void;

  protected debugs(target: DebugTarget): void {
    this.target = target;
    this.resets = new Resets(target, this.parts.postMortem && target.owned);
  }

  /** Lets a machine that stands before its first instruction go as far as was asked for. @param stay Not at all. */
  protected async setOff(stay: boolean): Promise<void> {
    const { stopAtEntry, program } = this.parts;
    await this.insertEntries();
    if (stay) this.stopped('pause', 1);
    else if (stopAtEntry && program?.entry === undefined) this.stopped('entry', 1);
    else await this.send('-exec-continue');
  }

  protected override restartRequest(response: DebugProtocol.RestartResponse): void {
    this.answer(response, async () => {
      this.machine();
      this.restarting = true;
      try {
        await withTimeout('stopping the guest', STOP_LIMIT_MS, this.parts.group.signal, (signal) =>
          this.standStill(signal),
        );
        await this.resets?.reset();
      } finally {
        this.restarting = false;
      }
      await this.forgetRegisters();
      await this.breakpoints.rearm();
      for (const number of this.entries) await this.removeTemporary(number);
      await this.setOff(false);
    });
  }

  protected override pauseRequest(response: DebugProtocol.PauseResponse): Promise<void> {
    this.answer(response, async () => {
      // Or its stop would be taken for the one that the following makes by itself.
      await this.following;
      await this.backend.interrupt().catch((error: unknown) => {
        // One that stands already has been told as such.
        if (this.isRunning) throw error;
      });
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
        this.signalled(result, threadId);
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
        if (!this.target?.hasMonitor) this.endBecause('QEMU has ended.');
        return;
      default:
        super.handleGDBStopped(result);
    }
  }

  protected machine(): DebugTarget {
    if (!this.target) throw new Error('The machine has not been started.');
    return this.target;
  }

  protected tell(text: string): void {
    this.sendEvent(new OutputEvent(`${text}\n`, 'console'));
  }

  /** Stops the guest without a word. GDB's answer that it runs comes before the adapter hears that it does. */
  private async standStill(signal: AbortSignal): Promise<void> {
    const target = this.machine();
    for (;;) {
      await this.pauseIfRunning();
      if (asRecord(await target.qmp('query-status'))['running'] !== true) return;
      await delay(STOP_LOOK_MS, signal);
    }
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
      if (this.entries.includes(number)) {
        this.entries = this.entries.filter((each) => each !== number);
        this.stopped('entry', threadId);
      } else if (reason !== 'breakpoint-hit')
        this.stopped('data breakpoint', threadId, change(value), number);
      else if (wanted?.place.startsWith('*') || wanted?.place.startsWith('-h *'))
        this.stopped('instruction breakpoint', threadId, undefined, number);
      else if (wanted?.place.includes('--function'))
        this.stopped('function breakpoint', threadId, undefined, number);
      else this.stopped('breakpoint', threadId, undefined, number);
    });
  }

  /** A stop that is not the debugger's own: the machine's monitor knows best why. */
  private signalled({ 'signal-name': signal = '', frame }: GdbStop, threadId: number): void {
    this.inBackground('reason of the stop', async () => {
      const why = await this.whyStopped();
      if (await this.resets?.byFirmware(frame && BigInt(frame.addr))) {
        await this.forgetRegisters();
        await this.send('-exec-continue');
        return;
      }
      if (why === 'guest-shutdown' && this.target?.owned) {
        this.endBecause('The guest powered off.');
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

  /**
   * Somebody let the machine go on through its monitor, which QEMU does not tell GDB. GDB cannot be told either while
   * the guest runs: QEMU takes whatever GDB sends then for an interrupt. So it is stopped once more, and GDB continues.
   */
  private async follow(signal: AbortSignal): Promise<void> {
    await this.machine().qmp('stop');
    // QEMU tells GDB of that stop, which GDB takes for one after its continuing.
    let heard: () => void = () => undefined;
    const told = new Promise<void>((resolve) => (heard = resolve));
    const awaited = { threadId: undefined, resolveFunc: heard };
    this.silentPauseRequests.push(awaited);
    this.hushed = true;
    try {
      await this.send('-exec-continue');
      await withTimeout('word of the stop', STOP_LIMIT_MS, signal, () => told);
    } finally {
      this.hushed = false;
      // One that never came must not swallow another.
      this.silentPauseRequests = this.silentPauseRequests.filter((each) => each !== awaited);
    }
    await this.send('-exec-continue');
  }

  protected override sendContinuedEvent(threadId: number, all?: boolean): void {
    if (!this.hushed) super.sendContinuedEvent(threadId, all);
  }

  /** The stop for it must not be taken for the one that the following makes by itself. */
  protected override async whilePaused(work: () => Promise<void>): Promise<void> {
    await this.following;
    await super.whilePaused(work);
  }

  /** QEMU says nothing of a reset to GDB, which would go on showing the registers from before. */
  private async forgetRegisters(): Promise<void> {
    await this.backend.ask('maintenance flush register-cache');
  }

  protected stopped(reason: string, threadId: number, text?: string, hit?: string): void {
    this.resets?.arrived();
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
}

/** What a watchpoint saw. */
function change(value: GdbStop['value']): string | undefined {
  if (!value) return undefined;
  if (value.old !== undefined && value.new !== undefined) return `${value.old} → ${value.new}`;
  return value.value ?? value.new;
}
