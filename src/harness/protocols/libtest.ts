import type { ConsoleLine } from '../../crash/console/consoleLine';
import type { Totals } from './announced';
import { AnnouncedReader } from './announcedReader';
import type { Outcome } from './protocol';

const BEGIN = /^running (\d{1,9}) tests?$/i;
/** What is behind the comma can be anything: were there a text that it is not, each word before that would be tried with all of the rest. */
const RESULT = /^test (.+?) \.\.\. (ok|FAILED|ignored)(?:, ([^]*)| <(\d{1,9}\.\d{1,9})s>)?$/;
/** The frameworks that kernels in Rust make for themselves: the name, dots, and the word in brackets. */
const CUSTOM = /^(\w[\w:<>{}#]*)\.\.\.\s*\[(ok|failed|ignored)\]/i;
const CUSTOM_START = /^(\w[\w:<>{}#]*)\.\.\.\s*$/;
const CUSTOM_FAILED = /^\[failed\]/i;
const END = /^test result: (ok|FAILED)\. (\d{1,9}) passed; (\d{1,9}) failed; (\d{1,9}) ignored/;

/**
 * Reads Rust's libtest, and the test frameworks without `std` that print `name...  [ok]`: those say how many tests there are
 * and nothing at their end, which the guest's exit value has to tell.
 */
export class LibtestReader extends AnnouncedReader {
  private expected = 0;
  private seen = 0;
  private isCustom = false;
  /** The test whose word has not come. */
  private started: string | undefined;
  private isRunning = false;
  private hasRun = false;

  protected override read(line: ConsoleLine): void {
    const [, count] = BEGIN.exec(line.text) ?? [];
    if (count !== undefined) this.begin(Number(count), line);
    else if (this.isRunning) this.inRun(line);
    else if (RESULT.test(line.text) || (this.hasRun && isFailure(line.text))) this.run.stray();
  }

  private begin(count: number, line: ConsoleLine): void {
    this.run.begins(line, count);
    this.expected = count;
    this.seen = 0;
    this.isRunning = true;
    this.isCustom = false;
  }

  private inRun(line: ConsoleLine): void {
    const { text } = line;
    const [, name, word = '', reason, seconds] = RESULT.exec(text) ?? [];
    if (name !== undefined) this.tell(name, word, line, reason, seconds);
    else this.custom(line);
    const [, end, passed, failed, ignored] = END.exec(text) ?? [];
    if (end === undefined) return;
    const tests = Math.max(this.expected, Number(passed) + Number(failed) + Number(ignored));
    this.finish({ ok: end === 'ok', failed: Number(failed), tests });
  }

  private custom(line: ConsoleLine): void {
    const { text } = line;
    const [, name, word = ''] = CUSTOM.exec(text) ?? [];
    const [, started] = CUSTOM_START.exec(text) ?? [];
    if (name !== undefined) {
      this.isCustom = true;
      this.tell(name, word, line);
    } else if (started !== undefined) {
      this.isCustom = true;
      this.started = started;
      this.run.starts(path(started), line);
    } else if (this.started !== undefined && CUSTOM_FAILED.test(text))
      this.tell(this.started, 'failed', line);
    else if (this.started !== undefined && /^\[ok\]/i.test(text)) this.tell(this.started, 'ok', line);
    if (this.isCustom && this.seen === this.expected) this.finish({});
  }

  private tell(name: string, word: string, line: ConsoleLine, reason?: string, seconds?: string): void {
    this.seen++;
    this.started = undefined;
    const about = { reason, ...(seconds !== undefined && { seconds: Number(seconds) }) };
    this.run.tell(path(name), outcomeOf(word), line, about);
  }

  private finish(totals: Totals): void {
    this.run.ended(totals);
    this.isRunning = false;
    this.hasRun = true;
  }
}

/** Of the custom frameworks; boot messages with `[ok]` look the same as their passes. */
const isFailure = (text: string): boolean => {
  const [, , word = ''] = CUSTOM.exec(text) ?? [];
  return word.toLowerCase() === 'failed';
};

const path = (name: string): string[] => name.split('::', 32);

function outcomeOf(word: string): Outcome {
  const lower = word.toLowerCase();
  return lower === 'ok' ? 'passed' : lower === 'ignored' ? 'skipped' : 'failed';
}
