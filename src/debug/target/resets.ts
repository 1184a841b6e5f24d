import * as l10n from '@vscode/l10n';
import { isPcFirmware } from '../../faults/pcFirmware';
import { asRecord } from '../../machine/qmp/messages';
import { parseRegisters, programCounter } from '../../machine/facts/registers';
import type { DebugTarget } from './target';

/** QEMU resets on the next turn of its main loop; each question lets it take one. */
const TURNS = 200;

/** Firmware makes fewer resets of its own than this. */
const MOST_FIRMWARE_RESETS = 5;

/** Stops that say nothing about how far the guest has come. */
const BY_A_PERSON: ReadonlySet<string> = new Set(['pause', 'step', 'entry']);

/** Resets of a machine by its debugger. */
export class Resets {
  private firmware = 0;

  /** @param postMortem Whether the machine was told to stop instead of resetting, which goes for our resets as well. */
  constructor(
    private readonly target: DebugTarget,
    private readonly postMortem: boolean,
  ) {}

  /**
   * Resets a stopped machine and leaves it before its first instruction.
   * @throws what QEMU says; when it does not reset.
   */
  async reset(): Promise<void> {
    this.firmware = MOST_FIRMWARE_RESETS;
    await this.run();
  }

  /**
   * The guest has stopped. At a breakpoint it has come to a program, and from now on resets are its own; a person's
   * pause or step may be in the firmware still.
   * @param reason The editor's word for the stop.
   */
  stopped(reason: string): void {
    if (!BY_A_PERSON.has(reason)) this.firmware = 0;
  }

  /**
   * A PC's firmware that has run before first makes a reset of its own. If that is what the machine
   * has stopped for, it is done.
   * @returns whether it was; the machine stands before its first instruction then.
   */
  async byFirmware(): Promise<boolean> {
    if (this.firmware === 0 || this.target.why !== 'guest-reset' || !(await this.inFirmware())) return false;
    this.firmware -= 1;
    await this.run();
    return true;
  }

  /** After a reset only the first processor of a PC runs, whichever one a debugger looks at. */
  private async inFirmware(): Promise<boolean> {
    const { arch } = this.target;
    if (arch !== 'i386' && arch !== 'x86_64') return false;
    const address = programCounter(parseRegisters(await this.target.hmp('info registers', 0)));
    return address !== undefined && isPcFirmware(address);
  }

  private async run(): Promise<void> {
    const { target, postMortem } = this;
    if (postMortem) await target.qmp('set-action', { reboot: 'reset' });
    try {
      await target.qmp('system_reset');
      await untilReset(target);
    } finally {
      if (postMortem) await target.qmp('set-action', { reboot: 'shutdown' });
    }
  }
}

async function untilReset(target: DebugTarget): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    if (asRecord(await target.qmp('query-status'))['status'] === 'prelaunch') return;
  }
  throw new Error(l10n.t('{0} does not reset.', target.name));
}
