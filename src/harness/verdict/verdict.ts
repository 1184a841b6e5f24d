import * as l10n from '@vscode/l10n';
import type { EndReport } from '../../machine/end/endReport';
import type { Summary } from '../protocols/protocol';
import type { FailureKind, StepFailure } from '../steps/stepFailure';

/**
 * What a run came to. `passed` is proved, never assumed. `known`: nothing has passed, and what failed is known to; `incomplete`: it ended in the middle; `cancelled`: a
 * person ended it there.
 */
export type VerdictKind =
  'passed' | 'failed' | 'crashed' | 'stalled' | 'incomplete' | 'skipped' | 'known' | 'cancelled';

export interface Verdict {
  readonly kind: VerdictKind;
  /** Why, the weightiest first; none for a pass. Texts of the guest are in it. */
  readonly reasons: readonly string[];
  /** What earlier tries came to, the first one first: none passed. Absent when the first try counts. */
  readonly earlier?: readonly Verdict[];
}

/** All that is known about a run when everything of it has ended. */
export interface RunFacts {
  /** Titles of the crash reports, in their order. */
  readonly crashes: readonly string[];
  readonly failure?: StepFailure | undefined;
  readonly tests?: Summary | undefined;
  /** What did not come in time, a sentence; undefined when all did. */
  readonly stalled?: string | undefined;
  /** What should have come before the machine's end, a sentence. */
  readonly missing?: string | undefined;
  /** Where a machine stood that has stalled, a sentence each. */
  readonly standing?: readonly string[] | undefined;
  /** Whether a person has stopped the machine in the middle of the run. */
  readonly brokenOff?: boolean;
  /** Absent while the machine runs on. */
  readonly end?: EndReport | undefined;
}

type Finding = Verdict['reasons'][number];
type Found = readonly (readonly [VerdictKind, Finding])[];

/** What a failed step makes of the run. */
const BY_FAILURE: Readonly<Record<FailureKind, VerdictKind>> = {
  timeout: 'stalled',
  ended: 'incomplete',
  crashed: 'crashed',
  reset: 'failed',
  wrong: 'failed',
};

/** From the weightiest to the lightest: a crash explains a stall, and not the other way round. */
const WEIGHT: readonly VerdictKind[] = [
  'crashed',
  'stalled',
  'failed',
  'cancelled',
  'incomplete',
  'known',
  'skipped',
];

/** Judges a run. A pass is what is left when nothing speaks against it, and something has passed. Pure. */
export function verdictOf(facts: RunFacts): Verdict {
  const found = [
    ...ofCrashes(facts),
    ...ofSteps(facts),
    ...ofBreak(facts),
    ...ofWaits(facts),
    ...ofTests(facts),
    ...ofUnread(facts),
  ];
  // How a machine ended says less than what else went wrong: a step that it broke off, or tests.
  const all = [...found, ...(found.length > 0 ? [] : ofEnd(facts)), ...ofNothing(facts, found)];
  const sorted = all.toSorted(([one], [other]) => WEIGHT.indexOf(one) - WEIGHT.indexOf(other));
  const reasons = [...sorted.map(([, reason]) => reason), ...(facts.standing ?? [])];
  return { kind: sorted[0]?.[0] ?? 'passed', reasons };
}

const ofCrashes = ({ crashes }: RunFacts): Found =>
  crashes.map((title) => ['crashed', l10n.t('The guest has crashed: {0}', title)]);

function ofSteps({ failure, end }: RunFacts): Found {
  // A crash has its report.
  if (!failure || failure.kind === 'crashed') return [];
  const { field, title, kind, message } = failure;
  const how = kind === 'ended' && end ? ` ${end.summary}` : '';
  return [[BY_FAILURE[kind], `${field}, ${title}: ${message}${how}`]];
}

/** Whatever has passed by then: nobody knows what would have come. */
const ofBreak = ({ brokenOff = false }: RunFacts): Found =>
  brokenOff ? [['cancelled', l10n.t('Somebody has stopped the machine.')]] : [];

function ofWaits({ stalled, missing, end }: RunFacts): Found {
  return [
    ...(stalled === undefined ? [] : [['stalled', stalled] as const]),
    ...(missing === undefined ? [] : [['incomplete', [missing, end?.summary].join(' ').trim()] as const]),
  ];
}

function ofTests({ tests }: RunFacts): Found {
  if (!tests) return [];
  const { counts, complete, problems } = tests;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    ...(counts.failed > 0
      ? [['failed', l10n.t('{0} of {1} tests failed.', counts.failed, all)] as const]
      : []),
    ...(complete ? [] : [['incomplete', l10n.t('Not all tests have a result.')] as const]),
    // What does not keep to its protocol proves nothing.
    ...problems.map((problem) => ['incomplete', problem] as const),
  ];
}

/** No crash was found, and nobody knows whether there was one. */
const ofUnread = ({ end }: RunFacts): Found =>
  end?.unread === undefined ? [] : [['incomplete', end.unread]];

/** Once we have ended it, there is nothing to say; by itself it must end as the configuration says. */
function ofEnd({ end }: RunFacts): Found {
  return !end || end.requested || end.succeeded ? [] : [['failed', end.summary]];
}

/** Tests of which none has passed prove nothing. */
function ofNothing({ tests }: RunFacts, found: Found): Found {
  if (!tests || tests.counts.passed > 0 || found.length > 0) return [];
  const { known, skipped } = tests.counts;
  if (known > 0) return [['known', l10n.t('No test has passed: {0} failed as they are known to.', known)]];
  if (skipped > 0) return [['skipped', l10n.t('No test has run: {0} were skipped.', skipped)]];
  return [['incomplete', l10n.t('There was no test.')]];
}
