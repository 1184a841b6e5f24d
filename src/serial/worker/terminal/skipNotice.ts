import * as l10n from '@vscode/l10n';
import { amount } from '../../../log/amount';

/** What a terminal that was put back shows in place of bytes that it did not get: a dim line by itself. */
export function skipNotice(bytes: number, capture: string | undefined): string {
  const text =
    capture === undefined
      ? l10n.t('… {0} skipped …', amount(bytes))
      : l10n.t('… {0} skipped, open the capture {1} …', amount(bytes), printable(capture));
  return `\r\n\x1b[2m${text}\x1b[0m\r\n`;
}

function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
}
