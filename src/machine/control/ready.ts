import type { ResolvedConfiguration } from '../../config/resolved';
import { isCancelled } from '../../concurrency/abort';
import { messageOf } from '../../concurrency/messageOf';
import type { SerialPort } from '../../serial/client';

/** What a machine's ports look like from here. */
interface Port {
  readonly name: string;
  readonly serial: Pick<SerialPort, 'waitFor' | 'mark'>;
}

/**
 * Whether the guest became ready: its `ready` pattern came on a port, or there is none. In the pattern, `^` and `$`
 * are the ends of a line, as in a problem matcher.
 * Its line gets a mark on the scroll bars.
 * False when the machine ended or time was up first. Never rejects.
 * @param onFailure Is told why not, in words for people.
 */
export async function becameReady(
  { ready, serial }: Pick<ResolvedConfiguration, 'ready' | 'serial'>,
  ports: readonly Port[],
  signal: AbortSignal,
  onFailure: (why: string) => void = () => undefined,
): Promise<boolean> {
  if (ready === undefined) return true;
  const found = ports.find(({ name }) => name === serial[ready.port]?.name);
  if (!found) return false;
  const timeoutMs = ready.timeoutSeconds * 1000;
  try {
    const options = { timeoutMs, from: 0, ...(ready.raw && { raw: true }) };
    const { start } = await found.serial.waitFor(new RegExp(ready.pattern, 'm'), options, signal);
    found.serial.mark(start);
    return true;
  } catch (error) {
    if (!isCancelled(error)) onFailure(messageOf(error));
    return false;
  }
}
