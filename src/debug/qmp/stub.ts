import { connect, type Socket } from 'node:net';
import { raceAbort } from '../../concurrency/abort';
import { withTimeout } from '../../concurrency/timeout';

/** A step is one instruction; longer than this and the machine does not step, in milliseconds. */
const STEP_LIMIT_MS = 5000;

/**
 * Just enough of GDB's remote protocol (GDB manual, appendix E) to step one instruction without GDB. Connecting to
 * QEMU's stub stops the guest, so that it is done at the first step, when the guest stands still anyway.
 */
export class StubStepper {
  private received = '';
  private wake: (() => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.received += text;
      this.wake?.();
    });
  }

  /** @param endpoint A socket's path. @throws when nobody listens there. */
  static async connect(endpoint: string, signal: AbortSignal): Promise<StubStepper> {
    const socket = connect(endpoint);
    const connected = new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    await raceAbort(connected, signal);
    socket.on('error', () => undefined);
    return new StubStepper(socket);
  }

  /**
   * Steps one vCPU by one instruction.
   * @param cpu From 0; the stub counts threads from 1.
   * @throws {TimeoutError} when no stop follows.
   */
  async step(cpu: number, signal: AbortSignal): Promise<void> {
    await withTimeout('one step', STEP_LIMIT_MS, signal, async (limited) => {
      this.received = '';
      this.send(`vCont;s:${(cpu + 1).toString(16)}`);
      await this.stopReply(limited);
      this.socket.write('+');
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private async stopReply(signal: AbortSignal): Promise<void> {
    while (!/\$[TS][0-9a-f]{2}[^#]*#[0-9a-f]{2}/.test(this.received)) {
      await raceAbort(new Promise<void>((resolve) => (this.wake = resolve)), signal);
    }
  }

  private send(packet: string): void {
    const sum = [...packet].reduce((total, character) => (total + character.charCodeAt(0)) & 0xff, 0);
    this.socket.write(`$${packet}#${sum.toString(16).padStart(2, '0')}`, 'latin1');
  }
}
