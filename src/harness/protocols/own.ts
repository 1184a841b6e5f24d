import * as l10n from '@vscode/l10n';
import type { ConsoleLine } from '../../crash/console/consoleLine';
import type { OwnMatcher } from '../../crash/programs/ownRules';
import { AnnouncedReader } from './announcedReader';
import { cut } from './cut';
import type { FailurePlace, Outcome, TestResult } from './protocol';

/** What a line may mean, in the order in which it is asked: a failure is never taken for anything else. */
const KINDS = ['fail', 'known', 'skip', 'end', 'plan', 'pass', 'start'] as const;
type Kind = (typeof KINDS)[number];
const OUTCOMES = { fail: 'failed', known: 'known', skip: 'skipped', pass: 'passed' } as const;

const MS_A_SECOND = 1000;
/** Of numbers in a line, in digits: what is longer is none. */
const NUMBER = /^\d{1,9}$/;
const DECIMAL = /^\d{1,9}(\.\d{1,9})?$/;

/** A person's own patterns. Each costs no more than its line is long. */
export type OwnPatterns = Readonly<Partial<Record<Kind, OwnMatcher>>>;
type Groups = Readonly<Record<string, string | undefined>>;

/**
 * Reads what a person's own patterns describe, one test after the other. With an end, each part of the run needs one; with a plan,
 * each part needs one, too, and as many results as it says.
 */
export class OwnReader extends AnnouncedReader {
  private isRunning = false;
  private running: readonly string[] | undefined;
  private seen = 0;
  private planned: number | undefined;

  constructor(private readonly patterns: OwnPatterns) {
    super();
  }

  protected override read(line: ConsoleLine): void {
    for (const kind of KINDS) {
      const found = this.patterns[kind]?.(line.text);
      if (!found) continue;
      this.act(kind, found.groups, line);
      break;
    }
  }

  override end(): readonly TestResult[] {
    // Without a pattern for the end, it is where the text ends, and the plan says whether all of it has come.
    if (this.isRunning && !this.patterns.end) this.finish({});
    return super.end();
  }

  private act(kind: Kind, groups: Groups, line: ConsoleLine): void {
    if (!this.isRunning) this.run.begins(line);
    this.isRunning = true;
    if (kind === 'end') this.finish(groups);
    else if (kind === 'plan') this.plan(groups);
    else if (kind === 'start') this.start(groups, line);
    else this.tell(OUTCOMES[kind], groups, line);
  }

  private start(groups: Groups, line: ConsoleLine): void {
    this.running = pathOf(groups) ?? this.nameless;
    this.run.starts(this.running, line);
  }

  private tell(outcome: Outcome, groups: Groups, line: ConsoleLine): void {
    const path = pathOf(groups) ?? this.running ?? this.unnamed();
    // What has begun and has another result than its own has none.
    if (path.join('\0') !== this.running?.join('\0')) this.run.leaveRunning();
    this.running = undefined;
    this.seen++;
    const { reason } = groups;
    this.run.tell(path, outcome, line, { reason, seconds: secondsOf(groups), place: placeOf(groups) });
  }

  private unnamed(): readonly string[] {
    this.run.tally.incomplete(l10n.t('A result has no name, and no test had begun.'));
    return this.nameless;
  }

  /** A test whose name is empty is known by its number. */
  private get nameless(): readonly string[] {
    return [`#${this.seen + 1}`];
  }

  private plan({ count = '' }: Groups): void {
    if (this.planned !== undefined) this.run.tally.incomplete(l10n.t('There is a second plan.'));
    this.planned = this.number(count) ?? this.planned;
  }

  private finish({ count, failed }: Groups): void {
    const { planned, seen } = this;
    if (this.patterns.plan && planned === undefined) this.run.tally.incomplete(l10n.t('There is no plan.'));
    const told = count === undefined ? undefined : this.number(count);
    const failures = failed === undefined ? undefined : this.number(failed);
    const tests = planned ?? told;
    this.run.ended({
      ...(tests !== undefined && { tests }),
      ...(failures !== undefined && { failed: failures }),
    });
    // More than there should be proves as little as less.
    for (const expected of [planned, told])
      if (expected !== undefined && expected < seen) this.run.agree(expected, seen);
    if (planned !== undefined && told !== undefined && told > planned) this.run.agree(told, seen);
    this.isRunning = false;
    this.running = this.planned = undefined;
    this.seen = 0;
  }

  private number(text: string): number | undefined {
    if (NUMBER.test(text)) return Number(text);
    this.run.tally.incomplete(l10n.t('{0} is no number of tests.', JSON.stringify(cut(text))));
    return undefined;
  }
}

function pathOf({ suite = '', name = '' }: Groups): readonly string[] | undefined {
  if (name === '') return undefined;
  return suite === '' ? [name] : [suite, name];
}

function secondsOf({ seconds = '', milliseconds = '' }: Groups): number | undefined {
  if (DECIMAL.test(seconds)) return Number(seconds);
  return DECIMAL.test(milliseconds) ? Number(milliseconds) / MS_A_SECOND : undefined;
}

function placeOf({ file = '', line = '' }: Groups): FailurePlace | undefined {
  return file !== '' && NUMBER.test(line) ? { file, line: Number(line) } : undefined;
}
