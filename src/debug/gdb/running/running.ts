import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { delay, withTimeout } from '../../../concurrency/timeout';
import { asRecord } from '../../../machine/qmp/messages';
import { messageOf } from '../../../concurrency/messageOf';
import type { Handlers } from '../../session/requests';
import type { Breakpoints } from '../breakpoints/breakpoints';
import type { GuestControl } from '../gdbLink';
import type { Entries } from './entries';
import type { Following } from './following';
import type { ImageLoads } from '../images/imageLoads';
import type { Guest } from './guest';
import type { KernelLoad } from './kernelLoad';
import type { SegmentHits } from './segmentHits';
import type { Recording } from './recording';
import { forgetRegisters, type Stops } from './stops';

/** How long a guest may take to stop, in milliseconds: QEMU stops it between two instructions. */
const STOP_LIMIT_MS = 5000;

/** How often a guest that should be stopped is looked at, in milliseconds. */
const STOP_LOOK_MS = 20;

/** What GDB says if there is not even a function to step over: such code is stepped by instructions. */
const NO_LINES = /Cannot find bounds of current function/i;

/** What running needs. */
export interface RunningParts {
  readonly link: GuestControl;
  readonly guest: Guest;
  readonly breakpoints: Breakpoints;
  readonly entries: Entries;
  readonly stops: Stops;
  readonly following: Following;
  readonly recording: Recording;
  readonly segmentHits: SegmentHits;
  readonly kernel: Pick<KernelLoad, 'look'>;
  readonly images: Pick<ImageLoads, 'follow' | 'reset'>;
  /** Stop before the first instruction, since the program's own is not known. */
  readonly stayAtReset: boolean;
  /** Aborts when the session ends. */
  readonly signal: AbortSignal;
}

/** How the guest is made to run, back and forth. */
export class Running {
  constructor(private readonly parts: RunningParts) {}

  readonly handlers: Handlers = {
    continue: async ({ threadId }) => {
      await this.parts.segmentHits.stepOff();
      await this.parts.link.send(`-exec-continue --thread ${threadId}`);
      return { allThreadsContinued: true };
    },
    next: (args) => this.step('next', args),
    stepIn: (args) => this.step('step', args),
    stepOut: async ({ threadId }) => {
      await this.parts.link.send(`-exec-finish --thread ${threadId}`);
    },
    stepBack: async (args) => {
      await this.parts.recording.mustHavePast();
      await this.step('next', args, ' --reverse');
    },
    reverseContinue: async ({ threadId }) => {
      await this.parts.recording.mustHavePast();
      await this.parts.link.send(`-exec-continue --thread ${threadId} --reverse`);
    },
    pause: () => this.pause(),
    restart: () => this.restart(),
  };

  /** Lets a machine that stands before its first instruction go as far as was asked for. @param stay Not at all. */
  async setOff(stay: boolean): Promise<void> {
    const { entries, stops, stayAtReset, link, kernel, images, guest } = this.parts;
    await entries.insert();
    if (stay) stops.tell('pause', 1);
    else if (stayAtReset) stops.tell('entry', 1);
    else if (!(await this.stopsHere())) await link.send('-exec-continue');
    kernel.look();
    images.follow(guest.target);
  }

  /**
   * GDB goes on past a breakpoint that lies where it stands, so one at the first instruction, such as the reset handler
   * of a Cortex-M, would never be hit.
   * @returns whether there is one; the editor has been told of the stop then.
   */
  private async stopsHere(): Promise<boolean> {
    const { entries, breakpoints, stops, link } = this.parts;
    const place = await placeOf(link);
    if (place === undefined) return false;
    const entry = entries.at(place);
    const number = entry ?? breakpoints.at(place);
    if (number === undefined) return false;
    await stops.hit({ reason: 'breakpoint-hit', bkptno: number, 'thread-id': '1' });
    if (entry !== undefined) await breakpoints.removeTemporary(entry);
    return true;
  }

  private async step(
    unit: 'next' | 'step',
    { threadId, granularity }: Pick<Dap.NextArguments, 'threadId' | 'granularity'>,
    direction = '',
  ): Promise<void> {
    const where = `--thread ${threadId}${direction}`;
    const { link, segmentHits, stops } = this.parts;
    segmentHits.left();
    // Back in a recording nothing else asks the vCPU to leave.
    const send = (command: string): Promise<void> =>
      direction === '' ? stops.standstill.send(command, threadId) : link.send(command);
    if (granularity !== 'instruction') {
      try {
        await send(`-exec-${unit} ${where}`);
        return;
      } catch (error) {
        if (!NO_LINES.test(messageOf(error))) throw error;
      }
    }
    await send(`-exec-${unit}-instruction ${where}`);
  }

  private async pause(): Promise<void> {
    const { following, link } = this.parts;
    await following.settled();
    await link.interrupt().catch((error: unknown) => {
      // One that is stopped already has been reported as such.
      if (link.running) throw error;
    });
  }

  private async restart(): Promise<void> {
    const { guest, link, breakpoints, images, signal } = this.parts;
    guest.restarting = true;
    try {
      await withTimeout('stopping the guest', STOP_LIMIT_MS, signal, (limited) => this.standStill(limited));
      await guest.resets?.reset();
    } finally {
      guest.restarting = false;
    }
    await forgetRegisters(link);
    await images.reset();
    await breakpoints.rearm();
    await this.setOff(false);
  }

  /** Stops the guest quietly. GDB's answer that it runs comes before the adapter hears that it does. */
  private async standStill(signal: AbortSignal): Promise<void> {
    const { guest, link } = this.parts;
    for (;;) {
      await link.pauseQuietly();
      if (asRecord(await guest.machine.qmp('query-status'))['running'] !== true) return;
      await delay(STOP_LOOK_MS, signal);
    }
  }
}

/** Where the first vCPU stands; undefined when GDB does not say. */
async function placeOf(link: GuestControl): Promise<bigint | undefined> {
  const answer = await link
    .send<{ frame?: { addr?: string } } | undefined>('-stack-info-frame --thread 1 --frame 0')
    .catch(() => undefined);
  const place = answer?.frame?.addr ?? '';
  return /^0x[\da-f]+$/i.test(place) ? BigInt(place) : undefined;
}
