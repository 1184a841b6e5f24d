import { Gate } from '../concurrency/gate';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { TaskContext } from '../concurrency/taskTree';
import { delay } from '../concurrency/timeout';
import { formatRecord } from './format';
import type { LogLevel, LogRecord } from './record';
import { LineLimiter, type LineLimits } from './lineLimiter';

/** The part of VS Code's `LogOutputChannel` that takes lines. */
export type LogLines = Readonly<Record<LogLevel, (line: string) => void>> & {
  /** The lowest level that is shown, as in `vscode.LogLevel`: 0 is off, 1 trace … 5 error. */
  readonly logLevel: number;
};

/** `vscode.LogLevel` of each level. */
const LEVELS: Readonly<Record<LogLevel, number>> = { trace: 1, debug: 2, info: 3, warn: 4, error: 5 };

/** A person reads a few lines a second, and VS Code shows some thousand without falling behind. */
const LIMITS: LineLimits = { linesPerSecond: 2000, urgentPerSecond: 200 };

/**
 * Writes records as lines, and no more of them in a second than the channel can take: of a flood it shows the
 * beginning of each second, and how many lines were left out.
 */
export class LogWriter {
  private readonly limiter: LineLimiter;
  private readonly skipping = new Gate('lines are being skipped');
  /** The most important level among what was skipped: those who would have seen that see the note. */
  private skippedLevel: LogLevel = 'trace';

  /**
   * @param skippedText Words for how many lines are missing, given that and the limit.
   */
  constructor(
    private readonly channel: LogLines,
    group: TaskGroup,
    private readonly skippedText: (lines: number, perSecond: number) => string,
    private readonly limits: LineLimits = LIMITS,
  ) {
    this.limiter = new LineLimiter(limits);
    void group.loop('log limiter', (context) => this.tellSkipped(context));
  }

  /** Writes one record now, unless it is below the channel's level or too much. */
  write(record: LogRecord): void {
    const { level } = record;
    if (this.channel.logLevel === 0 || LEVELS[level] < this.channel.logLevel) return;
    if (this.limiter.isOpen) this.flush();
    if (this.limiter.admit(level)) this.put(level, formatRecord(record));
    else this.skip(level);
  }

  /** Says what is still unsaid. */
  flush(): void {
    this.skipping.close();
    const skipped = this.limiter.takeSkipped();
    if (skipped > 0) this.put(this.skippedLevel, this.skippedText(skipped, this.limits.linesPerSecond));
    this.skippedLevel = 'trace';
  }

  private put(level: LogLevel, line: string): void {
    try {
      this.channel[level](line);
    } catch {
      // The editor has closed the channel: the source of a line must not fail because nobody listens any more.
    }
  }

  private skip(level: LogLevel): void {
    if (LEVELS[level] > LEVELS[this.skippedLevel]) this.skippedLevel = level;
    this.skipping.open();
  }

  /** Tells of skipped lines when nothing else is written that would do so. */
  private async tellSkipped(context: TaskContext): Promise<void> {
    await context.waitFor('a flood of lines', this.skipping.wait(context.signal));
    await context.waitFor('the flood’s second to end', delay(this.limiter.untilOpenMs, context.signal));
    this.flush();
  }
}
