import { withTimeout } from '../../concurrency/timeout';
import { RspConnection } from './connection';

/** QEMU answers between two instructions, in milliseconds. */
const LIMIT_MS = 2000;

/**
 * Does what a GDB that was killed could not: has QEMU's stub remove the breakpoints that it has left, and lets the
 * guest run.
 * @param endpoint A path, or `host:port`.
 * @throws when QEMU does not answer.
 */
export async function detachStub(endpoint: string, signal: AbortSignal): Promise<void> {
  await withTimeout('detaching from QEMU', LIMIT_MS, signal, async (limited) => {
    const connection = await RspConnection.connect(endpoint, limited);
    try {
      // With a process id, since the stub still goes by what GDB had agreed with it.
      connection.send('D;1');
      while ((await connection.receive(limited)) !== 'OK');
    } finally {
      connection.close();
    }
  });
}
