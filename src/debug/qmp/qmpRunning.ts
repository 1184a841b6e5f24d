import { ContinuedEvent, StoppedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { TimeoutError } from '../../concurrency/timeout';
import { BareStub } from '../rsp/bareStub';
import type { Handlers } from '../session/requests';
import type { Responder } from '../session/responder';
import { describeStop } from '../session/stopReason';
import { Resets } from '../target/resets';
import { runsNow, type DebugTarget } from '../target/target';
import { programCounter } from '../../machine/facts/registers';
import { QmpBreakpoints, type Hit } from './qmpBreakpoints';
import type { QmpMachine } from './qmpMachine';

/** What running a guest needs from its session. */
export interface QmpRunningParts {
  readonly machine: QmpMachine;
  readonly responder: Responder;
  /** Whether a machine of ours was told to stop instead of resetting or ending. */
  readonly postMortem: boolean;
  readonly stopAtEntry: boolean;
  /** The addresses of a function by its name in the program; none when there is no such function, or no program. */
  addressesOf(name: string): Promise<readonly bigint[]>;
  /** Aborts when the session ends. */
  readonly signal: AbortSignal;
  /** Sends an event to the editor. */
  event(event: DebugProtocol.Event): void;
  /** Ends the session, and says why. */
  end(why: string): void;
}

/** How a guest runs, as far as QEMU's monitor and its stub can say and steer. */
export class QmpRunning {
  private stub: BareStub | undefined;
  private readonly breakpoints: QmpBreakpoints;
  private resets: Resets | undefined;
  /** Stops and resumptions are the session's own, and not those of the guest. */
  private quiet = false;
  /** The person wants the guest to stand. QEMU says nothing of it when a reset has just stopped the guest. */
  private pauseAsked = false;
  /** What the editor believes. A stopped machine may still learn why, which is no second stop. */
  private shown: 'running' | 'paused' = 'paused';

  readonly handlers: Handlers;

  constructor(private readonly parts: QmpRunningParts) {
    this.breakpoints = new QmpBreakpoints({
      signal: parts.signal,
      stub: () => this.connected(),
      whilePaused: (work) => this.whilePaused(work),
      addressesOf: (name) => parts.addressesOf(name),
    });
    this.handlers = { ...this.breakpoints.handlers, ...this.own };
  }

  private readonly own: Handlers = {
    continue: async () => {
      await this.go();
      return { allThreadsContinued: true };
    },
    pause: async () => {
      this.pauseAsked = true;
      await this.machine.qmp('stop');
    },
    next: ({ threadId }) => this.step(threadId),
    stepIn: ({ threadId }) => this.step(threadId),
    stepOut: () =>
      Promise.reject(
        new Error(
          l10n.t(
            'Without symbols there is no caller to step out to. Set "program" to an ELF file with symbols.',
          ),
        ),
      ),
    restart: () => this.restart(),
    exceptionInfo: () => {
      const facts = describeStop(this.parts.machine.target?.why ?? '');
      return Promise.resolve({
        exceptionId: facts?.id ?? 'stopped',
        breakMode: 'always',
        ...(facts && { description: facts.text }),
      });
    },
  };

  /** The session has got its machine, and takes it to be as it is now. */
  found(target: DebugTarget): void {
    this.resets = new Resets(target, this.parts.postMortem && target.startedBySession);
    this.shown = target.state;
  }

  /** Tells the editor of a stop. */
  stopped(reason: string, threadId = 1, text?: string, hit?: number): void {
    this.shown = 'paused';
    this.pauseAsked = false;
    this.resets?.stopped(reason);
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(reason, threadId, text);
    event.body.allThreadsStopped = true;
    if (hit !== undefined) event.body.hitBreakpointIds = [hit];
    this.parts.event(event);
  }

  /** The machine has begun or ceased to run. */
  stateChanged(state: 'running' | 'paused'): void {
    if (this.quiet || state === this.shown) return;
    this.shown = state;
    if (state === 'running') this.parts.event(new ContinuedEvent(1, true));
    else this.parts.responder.inBackground('reason of the stop', () => this.stoppedByItself());
  }

  /** Lets the guest go on. QEMU would stop at once at a breakpoint where a vCPU stands. */
  async go(): Promise<void> {
    const { stub } = this;
    this.pauseAsked = false;
    if (stub && stub.breakpoints.size > 0)
      await this.quietly(async () => {
        for (const { cpu, hit } of await this.places()) if (hit) await stub.step(cpu, this.parts.signal);
      });
    await this.machine.qmp('cont');
  }

  /** Leaves nothing of the session in a machine that goes on without it. */
  async leave(): Promise<void> {
    await this.breakpoints.clear();
  }

  /** Closes the connection to the stub. */
  close(): void {
    this.stub?.close();
  }

  private get machine(): DebugTarget {
    return this.parts.machine.opened;
  }

  private async step(threadId: number): Promise<void> {
    const { machine } = this;
    const { signal } = this.parts;
    await this.quietly(async () => {
      const stub = await this.connected();
      await stub.step(threadId - 1, signal).catch(async (error: unknown) => {
        if (!(error instanceof TimeoutError)) throw error;
        await machine.qmp('stop');
        throw new Error(
          l10n.t('vCPU {0} executes no instruction: it is halted and waits for an interrupt.', threadId - 1),
          { cause: error },
        );
      });
    });
    this.stopped('step', threadId);
  }

  private async connected(): Promise<BareStub> {
    const { signal } = this.parts;
    this.stub ??= await BareStub.connect(await this.machine.stub(signal), signal);
    return this.stub;
  }

  private async whilePaused(work: () => Promise<void>): Promise<void> {
    await this.quietly(async () => {
      const ran = await runsNow(this.machine);
      if (ran) await this.machine.qmp('stop');
      try {
        await work();
      } finally {
        if (ran) await this.machine.qmp('cont');
      }
    });
  }

  /** Where the vCPUs have stopped, and at which of the breakpoints. */
  private async places(): Promise<readonly { readonly cpu: number; readonly hit: Hit | undefined }[]> {
    const cpus = (await this.machine.qmp('query-cpus-fast')) as readonly unknown[];
    const places = [];
    for (let cpu = 0; cpu < cpus.length; cpu++) {
      const address = programCounter(await this.parts.machine.registers(cpu + 1));
      places.push({ cpu, hit: address === undefined ? undefined : this.breakpoints.hit(address) });
    }
    return places;
  }

  private async restart(): Promise<void> {
    const { machine } = this;
    await this.quietly(async () => {
      if (machine.state === 'running') await machine.qmp('stop');
      await this.resets?.reset();
    });
    if (this.parts.stopAtEntry) this.stopped('entry');
    else await this.go();
  }

  private async quietly(work: () => Promise<void>): Promise<void> {
    this.quiet = true;
    try {
      await work();
      // Its answer comes behind the events of what was done.
      await this.machine.qmp('query-status');
    } finally {
      this.quiet = false;
    }
  }

  private async stoppedByItself(): Promise<void> {
    const { why, startedBySession } = this.machine;
    if (why === 'guest-shutdown' && startedBySession) {
      this.parts.end(l10n.t('The guest powered off.'));
      return;
    }
    if (await this.resetByFirmware()) return;
    const facts = describeStop(why);
    if (!facts && (await this.stoppedAtBreakpoint())) return;
    this.stopped(facts ? 'exception' : 'pause', 1, facts?.text);
  }

  private async stoppedAtBreakpoint(): Promise<boolean> {
    if (this.stub === undefined || this.stub.breakpoints.size === 0) return false;
    const place = (await this.places()).find(({ hit }) => hit !== undefined);
    if (!place?.hit) return false;
    this.stopped(place.hit.reason, place.cpu + 1, undefined, place.hit.id);
    return true;
  }

  private async resetByFirmware(): Promise<boolean> {
    if (!(await this.resets?.byFirmware())) return false;
    if (this.pauseAsked) this.stopped('pause');
    else await this.machine.qmp('cont');
    return true;
  }
}
