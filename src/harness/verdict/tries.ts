import * as l10n from '@vscode/l10n';
import type { RunPlan } from '../../config/steps/resolvedRun';
import { KeptRoom } from '../protocols/keptSize';
import type { RunOutcome } from './judgedRun';
import { verdictText } from './verdictText';

/** What is kept of a try that does not count. */
type EarlierTry = Pick<RunOutcome, 'verdict' | 'tests'>;

/** A try that has ended. */
export interface TriedRun {
  /** With what came before it, if it counts. */
  readonly outcome: RunOutcome;
  /** Whether another machine is to be tried. */
  readonly goesOn: boolean;
  /** What it came to, for people. Texts of the guest are in it. */
  readonly text: string;
}

/**
 * The tries of one run, which `retries` allows: the first one that passes counts, or the last one. Whoever runs machines asks
 * here, so that all of them decide alike, and what an earlier try came to is never left out. Does nothing by itself.
 */
export class Tries {
  private readonly earlier: EarlierTry[] = [];
  /** For the results of all earlier tries. */
  private readonly room = new KeptRoom();

  /** @param retries How many more machines may be tried after the first one. */
  constructor(private readonly retries: number) {}

  /** What is to be done in the next try: only the machine of the last one is kept for a look. */
  planOf(plan: RunPlan): RunPlan {
    return this.isLast ? plan : { ...plan, onFailure: 'stop' };
  }

  /** Takes what a try came to. */
  take(outcome: RunOutcome): TriedRun {
    const { earlier, retries, isLast } = this;
    const { verdict } = outcome;
    // Who ends a machine in the middle wants no other one.
    if (isLast || verdict.kind === 'passed' || verdict.kind === 'cancelled') {
      const all = earlier.length === 0 ? outcome : withEarlier(outcome, earlier);
      return { outcome: all, goesOn: false, text: verdictText(all.verdict) };
    }
    earlier.push(this.kept(outcome));
    const [number, most] = [earlier.length, retries + 1];
    const text = [
      l10n.t('Try {0} of {1}: {2}', number, most, verdictText(verdict)),
      l10n.t('Try {0} of {1} begins.', number + 1, most),
    ].join('\n');
    return { outcome, goesOn: true, text };
  }

  /** What there is room for, with how many results there is none for. */
  private kept({ verdict, tests }: RunOutcome): EarlierTry {
    const kept = tests.filter((test) => this.room.takes(test));
    const left = tests.length - kept.length;
    if (left === 0) return { verdict, tests };
    const why = l10n.t('There are more than {0} results; {1} were left out.', kept.length, left);
    return { verdict: { ...verdict, reasons: [...verdict.reasons, why] }, tests: kept };
  }

  private get isLast(): boolean {
    return this.earlier.length >= this.retries;
  }
}

const withEarlier = (outcome: RunOutcome, earlier: readonly EarlierTry[]): RunOutcome => ({
  ...outcome,
  verdict: { ...outcome.verdict, earlier: earlier.map(({ verdict }) => verdict) },
  earlierTests: earlier.map(({ tests }) => tests),
});
