import type { Encoding } from '../encoding/encoding';
import { TextAsSeen } from '../seen/textAsSeen';

/** How much of the end of a stream is looked at, in bytes, and how many of its lines are shown. */
export const LAST_BYTES = 2048;
const LAST_LINES = 10;

/** The last lines of what was received, for an error message, as a person sees them. */
export function lastLines(bytes: Buffer, encoding: Encoding): string {
  const reader = new TextAsSeen(encoding);
  reader.push(bytes, 0);
  const lines = reader
    .withRest(() => reader.text.toString())
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line, index, all) => line !== '' || (index > 0 && all[index - 1] !== ''));
  return lines.slice(-LAST_LINES).join('\n').trim();
}
