import * as l10n from '@vscode/l10n';
import { amount } from '../../../log/amount';
import { decoded, type Encoding } from '../encoding/encoding';
import { Cursor } from '../spool/cursor';
import type { Spool } from '../spool/spool';

/** The longest text, in bytes. */
const LONGEST_TEXT = 64 << 20;

/** Which part of a port's output; offsets of bytes. */
export interface TextRange {
  readonly from: number;
  /** Behind the last one; all that has come if it is not told. */
  readonly to?: number | undefined;
}

/**
 * What a port has received, as far as it is kept: decoded, and nothing else.
 * @throws if that is too much for one text; `signal.reason` on abort.
 */
export async function portText(
  spool: Spool,
  port: string,
  { from, to = Infinity }: TextRange,
  encoding: Encoding,
  signal: AbortSignal,
): Promise<string> {
  const begin = Math.max(from, spool.kept);
  const end = Math.min(spool.tail.end, to);
  if (end - begin > LONGEST_TEXT) throw new Error(tooLong(port, begin, end));
  const cursor = new Cursor(spool, begin);
  const parts: Buffer[] = [];
  while (cursor.position < end) {
    const bytes = await cursor.next(signal);
    if (!bytes) break;
    parts.push(Buffer.from(bytes.subarray(0, bytes.length - Math.max(0, cursor.position - end))));
  }
  return decoded(Buffer.concat(parts), encoding);
}

function tooLong(port: string, begin: number, end: number): string {
  return l10n.t(
    'port "{0}" holds {1} since byte {2}, more than fits into one text ({3}); ask for a later part, or set "capture" and read the file',
    port,
    amount(end - begin),
    begin,
    amount(LONGEST_TEXT),
  );
}
