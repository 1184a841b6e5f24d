import { ContinuedEvent, StoppedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as l10n from '@vscode/l10n';
import { TimeoutError } from '../../concurrency/timeout';
import { StubStepper } from '../rsp/stubStepper';
import type { Handlers } from '../session/requests';
import type { Responder } from '../session/responder';
import { describeStop } from '../session/stopReason';
import { Resets } from '../target/resets';
import type { DebugTarget } from '../target/target';
import type { QmpMachine } from './qmpMachine';

/** What running a guest needs of its session. */
export interface QmpRunningParts {
  readonly machine: QmpMachine;
  readonly responder: Responder;
  /** Whether a machine of ours was told to stop where it would reset or end. */
  readonly postMortem: boolean;
  readonly stopAtEntry: boolean;
  /** Aborts when the session ends. */
  readonly signal: AbortSignal;
  /** Sends an event to the editor. */
  event(event: DebugProtocol.Event): void;
  /** Ends the session, and says why. */
  end(why: string): void;
}

/** How a guest runs, as far as QEMU's monitor and its stub can say and steer. */
export class QmpRunning {
  private stepper: StubStepper | undefined;
  private resets: Resets | undefined;
  /** Stops and resumptions are the session's own, and not those of the guest. */
  private quiet = false;
  /** What the editor believes. A machine that stands may still learn why, which is no second stop. */
  private shown: 'running' | 'paused' = 'paused';

  constructor(private readonly parts: QmpRunningParts) {}

  readonly handlers: Handlers = {
    continue: async () => {
      await this.machine.qmp('cont');
      return { allThreadsContinued: true };
    },
    pause: async () => {
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
    this.resets = new Resets(target, this.parts.postMortem && target.owned);
    this.shown = target.state;
  }

  /** Tells the editor of a stop. */
  stopped(reason: string, threadId = 1, text?: string): void {
    this.shown = 'paused';
    this.resets?.arrived();
    const event: DebugProtocol.StoppedEvent = new StoppedEvent(reason, threadId, text);
    event.body.allThreadsStopped = true;
    this.parts.event(event);
  }

  /** The machine has begun or ceased to run. */
  stateChanged(state: 'running' | 'paused'): void {
    if (this.quiet || state === this.shown) return;
    this.shown = state;
    if (state === 'running') this.parts.event(new ContinuedEvent(1, true));
    else this.parts.responder.inBackground('reason of the stop', () => this.stoppedByItself());
  }

  /** Closes the connection to the stub. */
  close(): void {
    this.stepper?.close();
  }

  private get machine(): DebugTarget {
    return this.parts.machine.opened;
  }

  private async step(threadId: number): Promise<void> {
    const { machine } = this;
    const { signal } = this.parts;
    await this.quietly(async () => {
      this.stepper ??= await StubStepper.connect(await machine.stub(signal), signal);
      await this.stepper.step(threadId - 1, signal).catch(async (error: unknown) => {
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

  private async restart(): Promise<void> {
    const { machine } = this;
    await this.quietly(async () => {
      if (machine.state === 'running') await machine.qmp('stop');
      await this.resets?.reset();
    });
    if (this.parts.stopAtEntry) this.stopped('entry');
    else await machine.qmp('cont');
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
    const { why, owned } = this.machine;
    if (why === 'guest-shutdown' && owned) {
      this.parts.end(l10n.t('The guest powered off.'));
      return;
    }
    if (await this.resetByFirmware()) return;
    const facts = describeStop(why);
    this.stopped(facts ? 'exception' : 'pause', 1, facts?.text);
  }

  private async resetByFirmware(): Promise<boolean> {
    if (!(await this.resets?.byFirmware())) return false;
    await this.machine.qmp('cont');
    return true;
  }
}
