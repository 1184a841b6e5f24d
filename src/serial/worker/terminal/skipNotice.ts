/** Colours and character set back to normal, then a dim line by itself. What was on the screen stays. */
const RESET = '\x0f\x1b(B\x1b[0m';

/** What a terminal shows in place of bytes that it did not get. */
export function skipNotice(bytes: number, capture: string | undefined): string {
  const where = capture === undefined ? '' : `, open the capture ${printable(capture)}`;
  return `${RESET}\r\n\x1b[2m… ${amount(bytes)} skipped${where} …\x1b[0m\r\n`;
}

/** Bytes for a person: `640 kB`, `12.3 MB`. Decimal, as disks and networks are counted. */
export function amount(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
}
