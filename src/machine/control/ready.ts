import type { MachineConfiguration } from '../../config/types';
import type { SerialPort } from '../../serial/client';

/** How long a guest may take to become ready unless the configuration says, in milliseconds. */
const READY_MS = 300_000;

/** What a machine's ports look like from here. */
interface Port {
  readonly name: string;
  readonly serial: Pick<SerialPort, 'waitFor'>;
}

/**
 * Whether the guest became ready: its `ready` pattern came on a port, or there is none. In the pattern, `^` and `$`
 * are the ends of a line, as in a problem matcher.
 * False when the machine ended or time was up first. Never rejects.
 */
export async function becameReady(
  ready: MachineConfiguration['ready'],
  ports: readonly Port[],
  signal: AbortSignal,
): Promise<boolean> {
  if (ready === undefined) return true;
  const { pattern, port, timeoutSeconds } = typeof ready === 'string' ? { pattern: ready } : ready;
  const found = findPort(ports, port);
  if (!found) return false;
  const timeoutMs = timeoutSeconds === undefined ? READY_MS : timeoutSeconds * 1000;
  try {
    await found.serial.waitFor(new RegExp(pattern, 'm'), { timeoutMs, from: 0 }, signal);
    return true;
  } catch {
    return false;
  }
}

/** By name, else by number among the ports that exist; the first unless said. */
export function findPort<P extends { readonly name: string }>(
  ports: readonly P[],
  port: string | number | undefined,
): P | undefined {
  if (port === undefined) return ports[0];
  return typeof port === 'number' ? ports[port] : ports.find(({ name }) => name === port);
}
