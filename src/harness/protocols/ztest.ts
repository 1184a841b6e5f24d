import type { ConsoleLine } from '../../crash/console/consoleLine';
import { AnnouncedReader } from './announcedReader';
import type { Outcome } from './protocol';

const SUITE = /^Running TESTSUITE (\S+)/;
const START = /^START - (\S+)/;
const RESULT = /^ ?(PASS|FAIL|SKIP) - (\S+) in (\d{1,9}\.\d{1,9}) seconds/;
const FAILURE = /^\s*Assertion failed at (\S.*)$/;
const TOTALS =
  /^SUITE \w+ - [^[\]]*\[([^\s\]]{1,300})\]: pass = (\d{1,9}), fail = (\d{1,9}), skip = (\d{1,9}), total = (\d{1,9})/;
const END = /^PROJECT EXECUTION (SUCCESSFUL|FAILED)/;
const OUTCOMES: Readonly<Record<string, Outcome>> = { PASS: 'passed', FAIL: 'failed', SKIP: 'skipped' };

/** Reads what Zephyr's ztest prints (its API of Zephyr 3.3 and newer, with the summary). */
export class ZtestReader extends AnnouncedReader {
  private suite = '';
  private reason: string | undefined;
  /** What the suites have summed up, if they have. */
  private totals: { readonly tests: number; readonly failed: number } | undefined;
  private hasBegun = false;

  protected override read(line: ConsoleLine): void {
    const { text } = line;
    const [, suite] = SUITE.exec(text) ?? [];
    if (suite !== undefined) {
      this.suite = suite;
      // One run has several suites, and one end.
      if (!this.hasBegun) this.run.begins(line);
      this.hasBegun = true;
    } else if (this.hasBegun) this.inRun(line);
    else if (RESULT.test(text)) this.run.stray();
  }

  private inRun(line: ConsoleLine): void {
    const { text } = line;
    const [, started] = START.exec(text) ?? [];
    if (started !== undefined) this.run.starts([this.suite, started], line);
    this.reason = FAILURE.exec(text)?.[1] ?? this.reason;
    const [, word = '', name, seconds] = RESULT.exec(text) ?? [];
    if (name !== undefined) {
      const reason = word === 'FAIL' ? this.reason : undefined;
      this.run.tell([this.suite, name], OUTCOMES[word] ?? 'failed', line, {
        reason,
        seconds: Number(seconds),
      });
      this.reason = undefined;
    }
    const [, , , failed, , total] = TOTALS.exec(text) ?? [];
    if (total !== undefined) {
      const { tests = 0, failed: before = 0 } = this.totals ?? {};
      this.totals = { tests: tests + Number(total), failed: before + Number(failed) };
    }
    const [, end] = END.exec(text) ?? [];
    if (end === undefined) return;
    this.run.ended({ ...this.totals, ok: end === 'SUCCESSFUL' });
    this.totals = undefined;
    this.hasBegun = false;
  }
}
