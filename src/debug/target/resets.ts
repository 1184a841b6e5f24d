import { asRecord } from '../../machine/qmp/messages';
import type { DebugTarget } from './target';

/** QEMU resets on the next turn of its main loop; each question lets it take one. */
const TURNS = 200;

/** So many resets of its own has no firmware. */
const MOST_FIRMWARE_RESETS = 5;

/** Resets of a machine by its debugger. */
export class Resets {
  private firmware = 0;

  /** @param postMortem Whether the machine was told to stop instead of resetting, which goes for our resets as well. */
  constructor(
    private readonly target: DebugTarget,
    private readonly postMortem: boolean,
  ) {}

  /**
   * Resets a machine that stands still and leaves it before its first instruction.
   * @throws what QEMU says; when it does not reset.
   */
  async reset(): Promise<void> {
    this.firmware = MOST_FIRMWARE_RESETS;
    await this.run();
  }

  /** The guest has come as far as to stop for another reason: from now on resets are its own. */
  arrived(): void {
    this.firmware = 0;
  }

  /**
   * A PC's firmware that finds itself run already makes a reset of its own first of all. Where that is what the
   * machine has stopped for, it is done.
   * @param pc The address of the instruction that has asked for the reset.
   * @returns whether it was; the machine stands before its first instruction then.
   */
  async byFirmware(pc: bigint | undefined): Promise<boolean> {
    const { arch, why } = this.target;
    if (this.firmware === 0 || why !== 'guest-reset' || pc === undefined || !isFirmware(arch, pc))
      return false;
    this.firmware -= 1;
    await this.run();
    return true;
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

/** Where a PC has its firmware: in the last 256 KiB of the first MiB, and below 4 GiB. */
function isFirmware(arch: string | undefined, address: bigint): boolean {
  if (arch !== 'i386' && arch !== 'x86_64') return false;
  return (address >= 0xc0000n && address < 0x100000n) || (address >= 0xff000000n && address <= 0xffffffffn);
}

async function untilReset(target: DebugTarget): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    if (asRecord(await target.qmp('query-status'))['status'] === 'prelaunch') return;
  }
  throw new Error(`${target.name} does not reset.`);
}
