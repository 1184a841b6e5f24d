import { withTimeout } from '../../concurrency/timeout';
import { RspConnection } from './connection';

/** A step is one instruction; longer than this and the machine does not step, in milliseconds. */
const STEP_LIMIT_MS = 5000;

/**
 * Steps one instruction without GDB. Connecting to QEMU's stub stops the guest, so that it is done at the first step,
 * when the guest stands still anyway.
 */
export class StubStepper {
  private constructor(private readonly connection: RspConnection) {}

  /** @param endpoint A path, or `host:port`. @throws when nobody listens there. */
  static async connect(endpoint: string, signal: AbortSignal): Promise<StubStepper> {
    const connection = await RspConnection.connect(endpoint, signal);
    try {
      await withTimeout('QEMU’s stub', STEP_LIMIT_MS, signal, (limited) => connection.greet('', limited));
      return new StubStepper(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /**
   * Steps one vCPU by one instruction.
   * @param cpu From 0; the stub counts threads from 1.
   * @throws {TimeoutError} when no stop follows.
   */
  async step(cpu: number, signal: AbortSignal): Promise<void> {
    await withTimeout('one step', STEP_LIMIT_MS, signal, async (limited) => {
      this.connection.flush();
      this.connection.send(`vCont;s:${(cpu + 1).toString(16)}`);
      while (!/^[TS][0-9a-f]{2}/.test(await this.connection.receive(limited)));
    });
  }

  close(): void {
    this.connection.close();
  }
}
