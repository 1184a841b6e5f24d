import * as l10n from '@vscode/l10n';
import type { Verdict } from './verdict';

/** A verdict for people: the word, and a line for each reason; what earlier tries came to is never left out. */
export function verdictText({ kind, reasons, earlier = [] }: Verdict): string {
  return [
    verdictWord(kind),
    ...reasons,
    ...(earlier.length > 0 ? [l10n.t('This was try {0}.', earlier.length + 1)] : []),
    ...earlier.flatMap((verdict, index) => [l10n.t('Try {0}:', index + 1), verdictText(verdict)]),
  ].join('\n');
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
    case 'cancelled':
      return l10n.t('The run was cancelled.');
    case 'skipped':
      return l10n.t('The run has tested nothing: all tests were skipped.');
    case 'known':
      return l10n.t('The run has failures that are known, and no pass.');
  }
}
