import { amount } from '../../../log/amount';

/** What a terminal that was put back shows in place of bytes that it did not get: a dim line by itself. */
export function skipNotice(bytes: number, capture: string | undefined): string {
  const where = capture === undefined ? '' : `, open the capture ${printable(capture)}`;
  return `\r\n\x1b[2m… ${amount(bytes)} skipped${where} …\x1b[0m\r\n`;
}

function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
}
