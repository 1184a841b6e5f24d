import { amount } from '../../../log/amount';

/** Colours and character set back to normal, then a dim line by itself. What was on the screen stays. */
const RESET = '\x0f\x1b(B\x1b[0m';

/** What a terminal shows in place of bytes that it did not get. */
export function skipNotice(bytes: number, capture: string | undefined): string {
  const where = capture === undefined ? '' : `, open the capture ${printable(capture)}`;
  return `${RESET}\r\n\x1b[2m… ${amount(bytes)} skipped${where} …\x1b[0m\r\n`;
}

function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
}
