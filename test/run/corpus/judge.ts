import type { CrashReport } from '../../../src/crash/report';
import { readCrashes } from '../../../src/crash/readText';
import type { LabelledLog } from '../../support/crash/labelledLog';

/** What was found in a log, and what of it is wrong; undefined where the log's labels say nothing. */
export interface Judgement {
  readonly reports: readonly CrashReport[];
  readonly title?: boolean;
  readonly type?: boolean;
  readonly corrupted?: boolean;
  readonly silent?: boolean;
  readonly range?: boolean;
  readonly again?: boolean;
}

/** Reads a log and compares the first report with the labels. */
export function judge(log: LabelledLog): Judgement {
  const reports = readCrashes(log.log);
  if (log.title === undefined) return { reports, silent: reports.length === 0 };
  const [first] = reports;
  return {
    reports,
    title: first !== undefined && sameTitle(log, first),
    type: first !== undefined && first.type === (log.type ?? ''),
    corrupted: first !== undefined && (first.corrupted !== undefined) === log.corrupted,
    ...(log.start === undefined ? {} : { range: lineAt(log.log, first?.start).includes(log.start) }),
    again: isFoundAgain(log.log, reports),
  };
}

/** Equal, or among the other names on either side. */
function sameTitle(log: LabelledLog, report: CrashReport): boolean {
  const ours = [report.title, ...report.altTitles];
  const theirs = [log.title ?? '', ...log.altTitles];
  return ours.includes(theirs[0] ?? '') || theirs.includes(ours[0] ?? '');
}

/** Reading from a report's start finds it and what follows; reading from its end, only what follows. */
function isFoundAgain(log: Buffer, reports: readonly CrashReport[]): boolean {
  return reports.every((report, index) => {
    const fromStart = titlesFrom(log, report.start);
    const fromEnd = titlesFrom(log, report.end);
    // Inside another report, a second reading does not know that one.
    if (reports.some((other) => other.start < report.start && other.end > report.start)) return true;
    const following = reports
      .slice(index + 1)
      .filter(({ start }) => start >= report.end)
      .map(({ title }) => title);
    return fromStart[0] === report.title && same(fromEnd, following);
  });
}

function titlesFrom(log: Buffer, offset: number): readonly string[] {
  return readCrashes(log.subarray(offset)).map(({ title }) => title);
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((title, index) => title === others[index]);
}

function lineAt(log: Buffer, offset: number | undefined): string {
  if (offset === undefined) return '';
  const end = log.indexOf('\n', offset);
  return log.toString('utf8', offset, end === -1 ? log.length : end);
}
