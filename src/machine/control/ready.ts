import type { ResolvedConfiguration } from '../../config/resolved';
import type { SerialPort } from '../../serial/client';

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
  { ready, serial }: Pick<ResolvedConfiguration, 'ready' | 'serial'>,
  ports: readonly Port[],
  signal: AbortSignal,
): Promise<boolean> {
  if (ready === undefined) return true;
  const found = ports.find(({ name }) => name === serial[ready.port]?.name);
  if (!found) return false;
  const timeoutMs = ready.timeoutSeconds * 1000;
  try {
    await found.serial.waitFor(new RegExp(ready.pattern, 'm'), { timeoutMs, from: 0 }, signal);
    return true;
  } catch {
    return false;
  }
}
