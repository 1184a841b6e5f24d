import * as l10n from '@vscode/l10n';
import type { EndReport } from '../../machine/end/endReport';
import type { ProtocolReader, Summary, TestResult } from './protocol';
import { Tally } from './tally';

/** For guests that print no results: how the machine ends is the one result. One that we have ended gives none. */
export class ExitValue implements ProtocolReader {
  private readonly tally = new Tally();
  private hasEnded = false;

  get summary(): Summary {
    return this.tally.summary(this.hasEnded);
  }

  take(): readonly TestResult[] {
    return [];
  }

  end(report: EndReport | undefined): readonly TestResult[] {
    if (!report || report.requested) return [];
    if (report.shutdownReason === 'guest-reset') {
      this.tally.problem(
        l10n.t('The guest has reset itself, which gives no value; a triple fault does that, too.'),
      );
      return [];
    }
    this.hasEnded = true;
    const outcome = report.succeeded ? 'passed' : 'failed';
    this.tally.count(outcome);
    return [
      {
        path: ['exit value'],
        outcome,
        isGroup: false,
        start: 0,
        end: 0,
        ...(outcome === 'failed' && { reason: report.summary }),
      },
    ];
  }
}
