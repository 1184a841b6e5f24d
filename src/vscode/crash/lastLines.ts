import type { PortCrash } from '../../serial/client';
import type { Guest } from '../sessions/guest';

/** How much of a port's output before a report is looked at for its last lines, in bytes. */
const LINES_BYTES = 65_536;

/** What a port has printed up to a report's end, as far as it is kept: none when it is gone. Never rejects. */
export async function lastLines(
  { ports }: Pick<Guest, 'ports'>,
  { port, report: { end } }: Pick<PortCrash, 'port' | 'report'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const serial = ports.find(({ name }) => name === port)?.serial;
  const from = Math.max(0, end - LINES_BYTES);
  const text = await serial?.text(from, signal, end).catch(() => '');
  return text ? text.trimEnd().split(/\r*\n/) : [];
}
