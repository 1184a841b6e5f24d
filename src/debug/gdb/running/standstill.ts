import type { GdbLink } from '../gdbLink';
import type { Responder } from '../../session/responder';
import { threadOf, type GdbStop } from './gdbStop';
import { MOST_IDLE_STEPS } from '../../rsp/idleStep';

/** How a step may end. */
const STEP_ENDS: ReadonlySet<string> = new Set(['end-stepping-range', 'breakpoint-hit']);

/** A step that goes on, and what the vCPU's registers held before it. */
interface Step {
  readonly command: string;
  readonly thread: number;
  readonly registers: string;
  readonly idle: number;
}

/**
 * Steps that end without an instruction having been executed (see `idleStep.ts`): the person pressed a button, and nothing
 * has moved. Such a step is made once more, unseen.
 */
export class Standstill {
  /** Where the guest stood at its last stop. */
  private place: string | undefined;
  private step: Step | undefined;

  constructor(
    private readonly link: Pick<GdbLink, 'send' | 'ask'>,
    private readonly responder: Pick<Responder, 'inBackground'>,
  ) {}

  /** Sends a command that steps one vCPU. @throws GDB's error. */
  async send(command: string, thread: number): Promise<void> {
    const registers = await this.registers(thread);
    await this.go(registers === undefined ? undefined : { command, thread, registers, idle: 0 }, command);
  }

  /**
   * Takes GDB's word for a stop.
   * @param tell Passes the stop on; called by this or by the caller, not by both.
   * @returns whether it may be the end of a step in which nothing moved, and is looked at.
   */
  take(stop: GdbStop, tell: () => void): boolean {
    const { step, place } = this;
    this.step = undefined;
    this.place = stop.frame?.addr;
    if (!step || !STEP_ENDS.has(stop.reason ?? '') || threadOf(stop) !== step.thread) return false;
    if (place === undefined || place !== this.place || step.idle >= MOST_IDLE_STEPS) return false;
    this.responder.inBackground('whether a step has moved', async () => {
      if ((await this.registers(step.thread)) === step.registers)
        await this.go({ ...step, idle: step.idle + 1 }, step.command).catch(tell);
      else tell();
    });
    return true;
  }

  private async go(step: Step | undefined, command: string): Promise<void> {
    this.step = step;
    try {
      await this.link.send(command);
    } catch (error) {
      this.step = undefined;
      throw error;
    }
  }

  /** Undefined if GDB does not say: then steps are taken as they end. */
  private async registers(thread: number): Promise<string | undefined> {
    const place = `--thread ${thread} --frame 0`;
    const text = await this.link.ask('info registers general', place).catch(() => '');
    return text === '' ? undefined : text;
  }
}
