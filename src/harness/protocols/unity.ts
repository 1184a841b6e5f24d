import type { ConsoleLine } from '../../crash/console/consoleLine';
import { AnnouncedReader } from './announcedReader';
import type { Outcome } from './protocol';

/** `FILE:LINE:NAME:PASS`, with what failed behind it. Windows' paths have a colon of their own. */
const RESULT = /^((?:[A-Za-z]:)?[^:\s][^:]{0,400}):(\d{1,7}):([^:]{1,300}):(PASS|FAIL|IGNORE)(?::\s?(.*))?$/;
const TOTALS = /^(\d{1,9}) Tests (\d{1,9}) Failures (\d{1,9}) Ignored/;
const OUTCOMES: Readonly<Record<string, Outcome>> = { PASS: 'passed', FAIL: 'failed', IGNORE: 'skipped' };

/** Reads what ThrowTheSwitch's Unity prints: a line for each test, and the totals. Its first line begins a run. */
export class UnityReader extends AnnouncedReader {
  private isRunning = false;

  protected override read(line: ConsoleLine): void {
    const [, file = '', , name, word = '', why] = RESULT.exec(line.text) ?? [];
    if (name !== undefined) {
      if (!this.isRunning) this.run.begins(line);
      this.isRunning = true;
      this.run.tell([file, name], OUTCOMES[word] ?? 'failed', line, { reason: reasonOf(line.text, why) });
    }
    const [, tests, failed] = TOTALS.exec(line.text) ?? [];
    if (tests !== undefined) {
      this.run.ended({ tests: Number(tests), failed: Number(failed) });
      this.isRunning = false;
    }
  }
}

/** With its place in front, where the line has one: `main.c:12: Expected 1 Was 2`. */
function reasonOf(text: string, why: string | undefined): string | undefined {
  if (why === undefined || why === '') return undefined;
  const [, file = '', number = ''] = RESULT.exec(text) ?? [];
  return `${file}:${number}: ${why}`;
}
