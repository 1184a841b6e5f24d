import * as l10n from '@vscode/l10n';
import type { ConsoleLine } from '../../crash/console/consoleLine';
import type { FailurePlace, Outcome, Summary, TestResult } from './protocol';
import { cut, cutPath } from './cut';
import { Tally } from './tally';

const MS_A_SECOND = 1000;
/** Tests without a result that are counted for one announcement, which is the guest's. */
const MOST_MISSING = 100_000;

/** What a frame of tests says at its end about all of them. */
export interface Totals {
  /** How many tests it ran, those included that were skipped. */
  readonly tests?: number;
  readonly failed?: number;
  /** Whether all went well, in its own opinion. */
  readonly ok?: boolean;
}

/** What a result says beside its outcome. */
interface About {
  readonly reason?: string | undefined;
  readonly seconds?: number | undefined;
  readonly place?: FailurePlace | undefined;
}

/**
 * A run of tests that announces each result in a line and all of them at the end, as ztest, libtest and Unity do. It is
 * complete when that end came and agrees with what was seen.
 */
export class AnnouncedRun {
  readonly tally = new Tally();
  private readonly results: TestResult[] = [];
  private last: ConsoleLine | undefined;
  private running: { readonly path: readonly string[]; readonly line: ConsoleLine } | undefined;
  private seen = 0;
  private failed = 0;
  private open = 0;
  private ends = 0;
  /** How many tests the part that runs has said that it has. */
  private announced: number | undefined;

  get summary(): Summary {
    return this.tally.summary(this.ends > 0 && this.open === 0);
  }

  /** A part of the run has begun, whose end is to come. */
  begins(line: ConsoleLine, tests?: number): void {
    this.open++;
    this.last = line;
    this.seen = this.failed = 0;
    this.announced = tests;
  }

  /** A test has begun. */
  starts(path: readonly string[], line: ConsoleLine): void {
    this.leaveRunning();
    this.running = { path: cutPath(path), line };
  }

  tell(path: readonly string[], outcome: Outcome, line: ConsoleLine, about: About = {}): void {
    const from = this.running?.line ?? this.last;
    this.running = undefined;
    this.seen++;
    if (outcome === 'failed') this.failed++;
    this.push(cutPath(path), outcome, line, from, about);
    this.last = line;
  }

  /** The end of a part, with what it says of itself. */
  ended({ tests, failed, ok }: Totals): void {
    this.leaveRunning();
    this.ends++;
    this.open = Math.max(0, this.open - 1);
    const expected = tests ?? this.announced;
    if (expected !== undefined && expected > this.seen) {
      this.tally.count('crashed', Math.min(expected - this.seen, MOST_MISSING));
      this.tally.incomplete(
        l10n.t('{0} tests were to run; {1} have no result.', expected, expected - this.seen),
      );
    }
    if (expected !== undefined && expected < this.seen)
      this.tally.incomplete(l10n.t('{0} tests were to run, and {1} have results.', expected, this.seen));
    if (failed !== undefined && failed !== this.failed)
      this.tally.incomplete(l10n.t('The end tells of {0} failures, and {1} were seen.', failed, this.failed));
    if (ok === true && this.failed > 0)
      this.tally.problem(l10n.t('The run says that it passed, and not all tests did.'));
    if (ok === false && this.failed === 0)
      this.tally.incomplete(l10n.t('The run says that it failed, and no test did.'));
    this.announced = undefined;
  }

  /** A result that belongs to no part of the run: nobody knows what it is of. */
  stray(): void {
    this.tally.incomplete(l10n.t('A result came before the tests had begun, or behind their end.'));
  }

  /** Holds a number that the end tells against what was seen. */
  agree(told: number, seen: number): void {
    if (told !== seen) this.tally.incomplete(l10n.t('The end tells of {0}, and {1} were seen.', told, seen));
  }

  /** No line follows. */
  over(): readonly TestResult[] {
    this.leaveRunning();
    if (this.ends === 0 && this.open === 0) this.tally.incomplete(l10n.t('No test has begun.'));
    else if (this.open > 0) this.tally.incomplete(l10n.t('The run has no end.'));
    return this.taken();
  }

  taken(): readonly TestResult[] {
    return this.results.length === 0 ? [] : this.results.splice(0);
  }

  /** A test that has begun, and after which something else came. */
  leaveRunning(): void {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    this.push(running.path, 'crashed', running.line, undefined, {});
    // What follows is about another test, and has no line with this one in common.
    this.last = running.line;
  }

  private push(
    path: readonly string[],
    outcome: Outcome,
    line: ConsoleLine,
    from: ConsoleLine | undefined,
    { reason, seconds, place }: About,
  ): void {
    this.tally.count(outcome);
    const passed = from?.time === undefined || line.time === undefined ? undefined : line.time - from.time;
    const duration = seconds ?? passed;
    this.results.push({
      path,
      outcome,
      isGroup: false,
      start: from ? Math.min(from.start, line.start) : line.start,
      end: Math.max(line.end, from?.end ?? 0),
      ...(reason !== undefined && reason !== '' && { reason: cut(reason) }),
      ...(duration !== undefined &&
        duration >= 0 && { durationMs: Math.round(duration * 1e6) / MS_A_SECOND }),
      ...(place && { place }),
    });
  }
}
