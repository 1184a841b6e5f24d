import { withTimeout } from '../../../concurrency/timeout';
import type { Logger } from '../../../log/logger';
import { messageOf } from '../../../concurrency/messageOf';
import type { Responder } from '../../session/responder';
import { asRecord } from '../../../machine/qmp/messages';
import { runsNow } from '../../target/target';
import type { GuestControl } from '../gdbLink';
import type { Guest } from './guest';
import { ResumedElsewhere } from './resumedElsewhere';

/** How long a guest may take to stop, in milliseconds: QEMU stops it between two instructions. */
const STOP_LIMIT_MS = 5000;

/** Each question lets QEMU's main loop take a turn; in the second at the latest it hears what GDB has sent before. */
const TURNS = 3;

/** Asks GDB for what it knows without the guest. */
const BEHIND = '-list-features';

/** Tells GDB that the guest is running when something other than this session resumed it. */
export class Following {
  /** Resolves when GDB takes the guest to run. Never rejects. */
  private under: Promise<void> | undefined;
  private readonly elsewhere: ResumedElsewhere;

  constructor(
    private readonly link: GuestControl,
    private readonly guest: Guest,
    log: Logger,
    responder: Responder,
  ) {
    this.elsewhere = new ResumedElsewhere(
      {
        isOurs: () => guest.restarting || guest.leaving || link.running || guest.target?.state !== 'running',
        runs: () => runsNow(guest.machine),
        follow: async (signal) => {
          this.under = this.follow(signal).catch((error: unknown) => {
            if (!signal.aborted) log.warn(`GDB cannot follow the machine: ${messageOf(error)}`);
          });
          await this.under;
          this.under = undefined;
        },
      },
      (work) => responder.inBackground('resumed elsewhere', work),
    );
  }

  /** The machine was resumed, by the session or by something else. */
  resumed(): void {
    this.elsewhere.resumed();
  }

  /** Waits until GDB is not being brought to anything: a stop would be taken for the one that this makes by itself. */
  async settled(): Promise<void> {
    await this.under;
  }

  /**
   * Something resumed the machine through its monitor, which QEMU does not tell GDB. GDB cannot be told either while
   * the guest runs: QEMU takes whatever GDB sends then for an interrupt. So it is stopped once more, and GDB continues.
   */
  private async follow(signal: AbortSignal): Promise<void> {
    const { link, guest } = this;
    await guest.machine.qmp('stop');
    await link.quietly(async (stop) => {
      await link.send('-exec-continue');
      if (!(await this.standsAgain())) return;
      await withTimeout('word of the stop', STOP_LIMIT_MS, signal, () => stop);
      await link.send('-exec-continue');
    });
  }

  /**
   * Whether GDB's continuing has come to nothing. Before 8.1, QEMU's stub tells GDB of every stop, so also of the one
   * that was just made; GDB finds that packet when it resumes the guest and acknowledges it, and QEMU takes the acknowledgement
   * for an interrupt. Later ones tell only of stops that GDB waits for, and the guest runs.
   *
   * GDB says that the guest runs before it sends QEMU a byte. So it has to answer a further command first: by then it has
   * sent and acknowledged everything, however busy the computer is.
   */
  private async standsAgain(): Promise<boolean> {
    await this.link.send(BEHIND);
    for (let turn = 0; turn < TURNS; turn++) {
      if (asRecord(await this.guest.machine.qmp('query-status'))['status'] === 'paused') return true;
    }
    return false;
  }
}
