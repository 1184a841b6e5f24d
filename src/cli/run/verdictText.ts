import * as l10n from '@vscode/l10n';
import type { Verdict } from '../../harness/verdict/verdict';

/** A verdict for people: the word, and a line for each reason. */
export function verdictText({ kind, reasons }: Verdict): string {
  return [verdictWord(kind), ...reasons].join('\n');
}

function verdictWord(kind: Verdict['kind']): string {
  switch (kind) {
    case 'passed':
      return l10n.t('The run has passed.');
    case 'failed':
      return l10n.t('The run has failed.');
    case 'crashed':
      return l10n.t('The run has crashed.');
    case 'stalled':
      return l10n.t('The run has stalled.');
    case 'incomplete':
      return l10n.t('The run is incomplete.');
    case 'skipped':
      return l10n.t('The run has tested nothing: all tests were skipped.');
    case 'known':
      return l10n.t('The run has failures that are known, and no pass.');
  }
}
