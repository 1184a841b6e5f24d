import * as l10n from '@vscode/l10n';
import type { ConsoleLine } from '../../crash/console/consoleLine';
import { cut, cutPath } from './cut';
import { Group } from './group';
import type { Outcome, ProtocolReader, Summary, TestResult } from './protocol';
import { readTapLine, type ResultLine, type TapLine } from './tapLine';
import { Tally } from './tally';

/** Groups within groups; a guest need never stop. */
const DEEPEST = 32;
/** `1..N` with a larger one is no plan: the missing ones are told of one by one. */
const LARGEST_PLAN = 100_000;
/** Results that wait for the name of their group. */
const MOST_HELD = 10_000;
const MS_A_SECOND = 1000;

interface Held extends Omit<TestResult, 'path'> {
  readonly groups: readonly Group[];
  readonly name: string;
}

/**
 * Reads TAP 12 to 14 and the kernel's KTAP: KUnit, kselftest and its programs, and whatever prints the same. Other lines
 * may come between. A group's own line must agree with what it holds: `ok` over a failure is a failure.
 */
export class KtapReader implements ProtocolReader {
  private readonly tally = new Tally();
  /** The outermost first; none before the first line that says that tests begin. */
  private readonly groups: Group[] = [];
  /** What is known and not yet told: a group may get its name with its last line. */
  private held: Held[] = [];
  private hasBegun = false;
  private hasBailedOut = false;
  /** Numbered results that came before anything that says that tests begin. */
  private early = 0;

  get summary(): Summary {
    return this.tally.summary(this.hasBegun && !this.hasBailedOut && this.groups.length === 0);
  }

  take(line: ConsoleLine): readonly TestResult[] {
    const read = readTapLine(line.text);
    if (read) this.takeRead(read, line);
    return this.taken();
  }

  end(): readonly TestResult[] {
    while (this.groups.length > 0) this.leave();
    if (this.early > 0)
      this.tally.problem(l10n.t('{0} results came before a line with a version, or a plan.', this.early));
    if (!this.hasBegun)
      this.tally.problem(l10n.t('No test has begun: there is no line with a version, and no plan.'));
    return this.taken();
  }

  private taken(): readonly TestResult[] {
    const { held } = this;
    const nameless = held.findIndex(({ groups }) => groups.some(({ name }) => name === undefined));
    const ready = nameless === -1 || held.length > MOST_HELD ? held.length : nameless;
    if (ready === 0) return [];
    return held.splice(0, ready).map(({ groups, name, ...result }) => ({
      path: cutPath([...groups.map(titleOf), name], result.isGroup),
      ...result,
    }));
  }

  private takeRead(read: TapLine, line: ConsoleLine): void {
    switch (read.kind) {
      case 'version':
        this.begin(read.depth, line);
        return;
      case 'plan':
        this.plan(read.depth, read.count, line);
        return;
      case 'subtest':
        if (this.hasBegun) this.begin(read.depth, line).name ??= cut(read.name);
        return;
      case 'result':
        if (this.hasBegun) this.result(read, line);
        else if (read.number !== undefined) this.early++;
        return;
      case 'bail':
        this.bail(cut(read.reason));
        return;
      case 'diagnostic':
    }
  }

  /** The group at this depth, made if the line is its first one. */
  private begin(depth: number, line: ConsoleLine): Group {
    this.hasBegun = true;
    const current = this.groupAt(depth);
    // A second beginning in the same place: the one before ended without its result, or the guest began again.
    if (current?.hasResults) this.leave();
    else if (current) return current;
    const group = new Group(Math.max(depth, 0), line);
    if (this.groups.length < DEEPEST) this.groups.push(group);
    else
      this.tally.problem(
        l10n.t('Groups lie in one another more than {0} deep; deeper ones were left out.', DEEPEST),
      );
    return group;
  }

  private plan(depth: number, count: number, line: ConsoleLine): void {
    if (count > LARGEST_PLAN) {
      this.tally.problem(l10n.t('A plan of {0} tests is not believed.', count));
      return;
    }
    // TAP lets it come last.
    const group = this.groupAt(depth) ?? this.begin(depth, line);
    if (group.plan !== undefined && group.plan !== count)
      this.tally.problem(l10n.t('{0} has two plans: {1} and {2} tests.', group.title, group.plan, count));
    group.plan = count;
  }

  private result(read: ResultLine, line: ConsoleLine): void {
    const children = this.childrenOf(read.depth);
    const group = this.groupAt(read.depth) ?? this.begin(read.depth, line);
    const number = group.next();
    if (read.number !== undefined && read.number !== number)
      this.tally.problem(
        l10n.t('{0}: test {1} was to come, and {2} came.', group.title, number, read.number),
      );
    if (read.number !== undefined) group.goOn(read.number);
    const name = cut(read.name) || children?.name || l10n.t('test {0}', number);
    if (children) this.close(children, name, line, outcomeOf(read), read.reason);
    else this.tell(group, name, line, outcomeOf(read), read.reason);
  }

  /** The group below this depth, whose own result comes now; groups below that one have lost theirs. */
  private childrenOf(depth: number): Group | undefined {
    while (this.groups.length > 1 && (this.groups.at(-2)?.depth ?? 0) > depth) this.leave();
    const last = this.groups.at(-1);
    return last && last.depth > depth && this.groups.length > 1 ? this.groups.pop() : undefined;
  }

  /** The innermost group at this depth. What is deeper has ended without a result of its own. */
  private groupAt(depth: number): Group | undefined {
    while (this.groups.length > 1 && (this.groups.at(-1)?.depth ?? 0) > depth) this.leave();
    const last = this.groups.at(-1);
    return last?.depth === depth || (this.groups.length === 1 && depth <= (last?.depth ?? 0))
      ? last
      : undefined;
  }

  private close(
    group: Group,
    name: string,
    line: ConsoleLine,
    own: Outcome,
    reason: string | undefined,
  ): void {
    group.name ??= name;
    this.tellMissing(group);
    const agreed =
      group.worst === 'crashed' || (group.worst === 'failed' && own === 'passed') ? group.worst : own;
    if (agreed !== own && own === 'passed')
      this.tally.problem(l10n.t('{0} says that it passed, and not all in it did.', group.title));
    this.groups.at(-1)?.saw(agreed);
    // What failed is the group itself: a program's exit value, a time-out, a suite's own setup.
    const isOwn = agreed === 'failed' && group.worst !== 'failed';
    const isGroup = group.hasResults && !isOwn;
    if (!isGroup) this.tally.count(agreed);
    this.push(name, agreed, line, { from: group, isGroup, reason });
  }

  private tell(
    group: Group,
    name: string,
    line: ConsoleLine,
    outcome: Outcome,
    reason: string | undefined,
  ): void {
    group.saw(outcome);
    this.tally.count(outcome);
    this.push(name, outcome, line, { from: group, isGroup: false, reason });
    group.movedOn(line);
  }

  /** The innermost group has ended without a line of its own. */
  private leave(): void {
    const group = this.groups.pop();
    if (!group) return;
    const outermost = this.groups.length === 0;
    this.groups.push(group);
    this.tellMissing(group);
    this.groups.pop();
    if (outermost) return;
    this.tally.incomplete(l10n.t('{0} has no result of its own.', group.title));
    this.groups.at(-1)?.next();
    this.groups.at(-1)?.saw('crashed');
    if (!group.hasResults) this.tally.count('crashed');
    this.push(titleOf(group), 'crashed', group.last, { from: group, isGroup: group.hasResults });
  }

  private tellMissing(group: Group): void {
    const { plan, seen } = group;
    if (plan === undefined) {
      this.tally.incomplete(l10n.t('{0} does not say how many tests it has.', group.title));
      return;
    }
    if (seen > plan)
      this.tally.problem(l10n.t('{0} was to have {1} tests, and had {2}.', group.title, plan, seen));
    if (seen >= plan) return;
    this.tally.count('crashed', plan - seen);
    group.note('crashed');
    this.tally.problem(
      l10n.t('{0} was to have {1} tests; {2} of them have no result.', group.title, plan, plan - seen),
    );
  }

  private bail(reason: string): void {
    this.hasBailedOut = true;
    this.tally.problem(
      reason === '' ? l10n.t('The tests gave up.') : l10n.t('The tests gave up: {0}', reason),
    );
  }

  private push(
    name: string,
    outcome: Outcome,
    line: ConsoleLine,
    about: { readonly from: Group; readonly isGroup: boolean; readonly reason?: string | undefined },
  ): void {
    const { from, isGroup, reason } = about;
    const begun = isGroup ? from.first : from.last;
    const ms =
      line.time === undefined || begun.time === undefined ? NaN : (line.time - begun.time) * MS_A_SECOND;
    this.held.push({
      groups: this.groups.slice(1),
      name,
      outcome,
      isGroup,
      start: isGroup ? begun.start : begun.end,
      end: line.end,
      ...(reason !== undefined && { reason: cut(reason) }),
      ...(ms >= 0 && { durationMs: Math.round(ms * MS_A_SECOND) / MS_A_SECOND }),
    });
  }
}

function outcomeOf({ ok, directive }: ResultLine): Outcome {
  if (directive === 'skip') return 'skipped';
  if (directive === 'timeout' || directive === 'error') return 'failed';
  if (directive === 'todo' || directive === 'xfail') return ok ? 'passed' : 'known';
  return ok ? 'passed' : 'failed';
}

const titleOf = ({ name }: Group): string => name ?? l10n.t('a group without a name');
