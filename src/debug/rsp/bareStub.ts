import { withTimeout } from '../../concurrency/timeout';
import { RspConnection } from './connection';
import { MOST_IDLE_STEPS } from './idleStep';

/** QEMU answers between two instructions, and a step is one. Longer than this and nothing comes, in milliseconds. */
const LIMIT_MS = 5000;

/**
 * QEMU's stub without GDB: single steps and breakpoints. Connecting stops the guest, and so does whatever is sent while
 * it runs: the guest must be stopped for all of this.
 */
export class BareStub {
  private readonly inserted = new Set<bigint>();

  private constructor(private readonly connection: RspConnection) {}

  /** @param endpoint A path, or `host:port`. @throws when nobody listens there. */
  static async connect(endpoint: string, signal: AbortSignal): Promise<BareStub> {
    const connection = await RspConnection.connect(endpoint, signal);
    try {
      await withTimeout('QEMU’s stub', LIMIT_MS, signal, (limited) => connection.greet('', limited));
      return new BareStub(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** The addresses at which there are breakpoints. */
  get breakpoints(): ReadonlySet<bigint> {
    return this.inserted;
  }

  /**
   * Steps one vCPU by one instruction, also from a breakpoint.
   * A step that is given up leaves nothing behind: at the next stop QEMU ends the single steps of the vCPU that `Hc` has
   * chosen, and of no other (`gdb_vm_state_change`); one that was halted would stop the guest when it wakes up.
   * @param cpu From 0; the stub counts threads from 1.
   * @throws {TimeoutError} when no stop follows.
   */
  async step(cpu: number, signal: AbortSignal): Promise<void> {
    await withTimeout('one step', LIMIT_MS, signal, async (limited) => {
      this.connection.flush();
      const thread = (cpu + 1).toString(16);
      await this.connection.ask(`Hc${thread}`, limited);
      await this.connection.ask(`Hg${thread}`, limited);
      const before = await this.connection.ask('g', limited);
      for (let idle = 0; idle <= MOST_IDLE_STEPS; idle++) {
        this.connection.send(`vCont;s:${thread}`);
        while (!isStop(await this.connection.receive(limited)));
        if ((await this.connection.ask('g', limited)) !== before) return;
      }
    });
  }

  /** @throws what the stub says. */
  async insert(address: bigint, signal: AbortSignal): Promise<void> {
    await this.order(`Z1,${address.toString(16)},1`, signal);
    this.inserted.add(address);
  }

  /** @throws what the stub says. */
  async remove(address: bigint, signal: AbortSignal): Promise<void> {
    await this.order(`z1,${address.toString(16)},1`, signal);
    this.inserted.delete(address);
  }

  close(): void {
    this.connection.close();
  }

  private async order(packet: string, signal: AbortSignal): Promise<void> {
    await withTimeout('QEMU’s stub', LIMIT_MS, signal, async (limited) => {
      // Stops that nobody waited for have been reported meanwhile.
      this.connection.flush();
      let answer = await this.connection.ask(packet, limited);
      while (isStop(answer)) answer = await this.connection.receive(limited);
      if (answer !== 'OK') throw new Error(`QEMU’s stub answers "${answer}" to ${packet}`);
    });
  }
}

function isStop(packet: string): boolean {
  return /^[TS][0-9a-f]{2}/.test(packet);
}
