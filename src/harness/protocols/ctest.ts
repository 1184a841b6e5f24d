import type { ConsoleLine } from '../../crash/console/consoleLine';
import { AnnouncedReader } from './announcedReader';
import type { Outcome } from './protocol';

const BEGIN = /^Test project \S/;
const START = /^ *Start +\d{1,9}: (\S.*)$/;
/** `1/3 Test #1: name .....   Passed    0.01 sec`, or `.....***Failed`, with what failed behind it. */
const RESULT =
  /^ *\d{1,9}\/\d{1,9} Test +#\d{1,9}: (\S+) \.*(?: +(Passed) +|\*\*\*(Failed|Timeout|Skipped|Not Run|Exception)([^0-9]*))(\d{1,9}\.\d{1,9}) sec/;
const TOTALS = /^\d{1,3}% tests passed, (\d{1,9}) tests? failed out of (\d{1,9})/;
const OUTCOMES: Readonly<Record<string, Outcome>> = { Passed: 'passed', Skipped: 'skipped' };

/** Reads what CTest prints. It counts tests that are disabled or skipped among all, and never among those that failed. */
export class CtestReader extends AnnouncedReader {
  private isRunning = false;

  protected override read(line: ConsoleLine): void {
    if (BEGIN.test(line.text)) {
      this.run.begins(line);
      this.isRunning = true;
    } else if (this.isRunning) this.inRun(line);
    else if (RESULT.test(line.text)) this.run.stray();
  }

  private inRun(line: ConsoleLine): void {
    const { text } = line;
    const [, started] = START.exec(text) ?? [];
    if (started !== undefined) this.run.starts([started], line);
    const [, name, passed, other = '', more = '', seconds] = RESULT.exec(text) ?? [];
    if (name !== undefined) {
      const isDisabled = other === 'Not Run' && more.includes('Disabled');
      const outcome = isDisabled ? 'skipped' : (OUTCOMES[passed ?? other] ?? 'failed');
      const reason = outcome === 'passed' ? undefined : `${other}${more}`.trim();
      this.run.tell([name], outcome, line, { reason, seconds: Number(seconds) });
    }
    const [, failed, tests] = TOTALS.exec(text) ?? [];
    if (tests === undefined) return;
    this.run.ended({ tests: Number(tests), failed: Number(failed) });
    this.isRunning = false;
  }
}
