import { stripVTControlCharacters } from 'node:util';

/** So much of the end of a stream is looked at, in bytes, and so many of its lines are shown. */
export const LAST_BYTES = 2048;
const LAST_LINES = 10;

/** The last lines of what was received, for an error message: readable, without colours and control characters. */
export function lastLines(bytes: Uint8Array): string {
  const text = stripVTControlCharacters(Buffer.from(bytes).toString('utf8'));
  const lines = text
    .split(/\r*\n|\r/)
    .map((line) => line.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '').trimEnd())
    .filter((line, index, all) => line !== '' || (index > 0 && all[index - 1] !== ''));
  return lines.slice(-LAST_LINES).join('\n').trim();
}
