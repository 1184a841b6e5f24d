import type { ConsoleLine } from '../../crash/console/consoleLine';
import { AnnouncedReader } from './announcedReader';

const CASE = /^CASE (\S+) +\[(STARTED|PASSED|FAILED)\]/;
/** The test's word stands behind it, if it has printed nothing else. */
const START = /^ {4}(\S+) +\[RUNNING\](?: \[(PASSED|FAILED)\])?/;
const WORD = /(?:^|\s)\[(PASSED|FAILED)\] *$/;
const TOTALS = /^ *CASES: {1,8}(\d{1,9}) {1,8}SUCCESS: {1,8}(\d{1,9}) {1,8}FAILED: {1,8}(\d{1,9})/;

/**
 * Reads what Little Kernel's `unittest` prints: cases with their tests, and how many cases there were. A test that fails says so
 * at each expectation that does not hold, with lines of its own behind it.
 */
export class LkReader extends AnnouncedReader {
  private name = '';
  private running: string | undefined;
  private cases = 0;
  private failedCases = 0;
  private isRunning = false;

  protected override read(line: ConsoleLine): void {
    const [, name, word] = CASE.exec(line.text) ?? [];
    if (name !== undefined && word === 'STARTED') this.begin(name, line);
    else if (name !== undefined && !this.isRunning) this.run.stray();
    else if (name !== undefined) this.endCase(word === 'PASSED');
    else if (this.isRunning) this.inRun(line);
  }

  private begin(name: string, line: ConsoleLine): void {
    this.name = name;
    if (!this.isRunning) this.run.begins(line);
    this.isRunning = true;
  }

  private endCase(passed: boolean): void {
    this.cases++;
    if (!passed) this.failedCases++;
  }

  private inRun(line: ConsoleLine): void {
    const [, started, word] = START.exec(line.text) ?? [];
    if (started !== undefined) {
      this.run.starts([this.name, started], line);
      this.running = started;
      this.word(word, line);
    } else this.word(WORD.exec(line.text)?.[1], line);
    const [, cases, , failed] = TOTALS.exec(line.text) ?? [];
    if (cases !== undefined) this.finish(Number(cases), Number(failed));
  }

  /** The first word counts: each further failure of a test has one, too. */
  private word(word: string | undefined, line: ConsoleLine): void {
    if (word === undefined || this.running === undefined) return;
    this.run.tell([this.name, this.running], word === 'PASSED' ? 'passed' : 'failed', line);
    this.running = undefined;
  }

  private finish(cases: number, failed: number): void {
    this.run.ended({ ok: failed === 0 });
    this.run.agree(cases, this.cases);
    this.run.agree(failed, this.failedCases);
    this.isRunning = false;
    this.cases = this.failedCases = 0;
  }
}
