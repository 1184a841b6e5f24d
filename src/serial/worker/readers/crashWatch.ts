import * as l10n from '@vscode/l10n';
import { ChildAbortController } from '../../../concurrency/abort';
import { STOP } from '../../../concurrency/loop';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { atMost, delay } from '../../../concurrency/timeout';
import type { CrashReport } from '../../../crash/report';
import type { Logger } from '../../../log/logger';
import { messageOf } from '../../../concurrency/messageOf';
import type { FromSerialWorker } from '../../protocol';
import type { CrashThread } from '../search/crashThread';
import { LookPace } from '../search/lookPace';
import type { CrashFinding } from '../search/protocol';
import type { Spool } from '../spool/spool';

/** A report is complete when its guest has printed nothing for this long, in milliseconds. */
const QUIET_MS = 1000;
/** Before a look at a port that prints little, in milliseconds: nobody sees a crash sooner. */
const PACE_MS = 25;
/** The same for output that goes on and on, all ports at once: a crash ends it, as a rule. */
const BEAT_MS = 256;
/** This many bytes are looked at as soon as they are there: no more is read at once. */
const MUCH_BYTES = 1 << 20;
/**
 * Between two tellings of loads that no crash needs, in milliseconds: an installer loads two hundred modules in a second, and a
 * hostile guest changes thousands of loads for ever.
 */
const LOADS_PACE_MS = 250;
/** Reports of one boot; a guest that crashes for ever has been understood by then. */
const MOST_REPORTS = 100;

/** Reads a port for crashes and loads, at its own pace, and tells of each report and of what is loaded. */
export class CrashWatch {
  /** Resolves when the stream has ended and all of it was read. Never rejects. */
  readonly done: Promise<void>;
  /** Why some of the stream was not read, a sentence; undefined when nothing has failed so far. */
  unread: string | undefined;
  /** How far it has read. */
  private position = 0;
  private isReading = false;
  private told = 0;
  private hasUntoldLoads = false;
  private loadsTold = -Infinity;
  private readonly looks = new LookPace(BEAT_MS);
  private resetAt: number | undefined;
  /** Where the present boot begins, at the earliest. */
  private bootStart = 0;
  private readonly own: ChildAbortController;

  constructor(
    group: TaskGroup,
    private readonly port: number,
    private readonly name: string,
    private readonly spool: Spool,
    private readonly thread: Pick<CrashThread, 'read'>,
    private readonly tell: (message: FromSerialWorker) => void,
    private readonly log: Logger,
    private readonly encoding: () => string,
    /** How many resets there have been. */
    private boot = 0,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.own = new ChildAbortController(group.signal);
    const dispose = (): void => this.own.dispose();
    this.done = group.loop('look for crashes', (context) => this.turn(context)).then(dispose, dispose);
  }

  /** What comes from now on is another boot's. */
  guestReset(): void {
    this.told = 0;
    this.boot++;
    this.bootStart = this.spool.tail.end;
    this.resetAt = this.bootStart;
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    const { signal } = this.own;
    try {
      const next = await context.waitFor('bytes', this.next(signal));
      if (next === 'more') await context.waitFor('some more bytes', this.pace(signal));
      const isOver = next === 'quiet' || next === 'end';
      await context.waitFor('the crash thread', this.read(isOver, signal));
      return next === 'end' ? STOP : undefined;
    } catch (error) {
      if (!signal.aborted) this.giveUp(messageOf(error));
      return STOP;
    }
  }

  /** Waits for bytes, but not while a report waits for its end, or loads to be told. */
  private async next(signal: AbortSignal): Promise<'more' | 'quiet' | 'loads' | 'end'> {
    const { tail } = this.spool;
    const comes = async (inner: AbortSignal): Promise<'more' | 'end'> =>
      (await tail.past(this.position, inner)) ? 'more' : 'end';
    const { isReading, hasUntoldLoads } = this;
    if (!isReading && !hasUntoldLoads) return await comes(signal);
    const race = new ChildAbortController(signal);
    try {
      const racers = [
        comes(race.signal),
        ...(isReading ? [delay(QUIET_MS, race.signal).then(() => 'quiet' as const)] : []),
        ...(hasUntoldLoads ? [delay(this.untilLoads, race.signal).then(() => 'loads' as const)] : []),
      ];
      // The losers end with the race.
      for (const racer of racers) racer.catch(() => undefined);
      return await Promise.race(racers);
    } finally {
      race.abort();
      race.dispose();
    }
  }

  /** Until loads may be told again, in milliseconds. */
  private get untilLoads(): number {
    return Math.max(0, this.loadsTold + LOADS_PACE_MS - this.now());
  }

  /** The first bytes are an echo, which a person waits for, and which must not share its processor with us. */
  private async pace(signal: AbortSignal): Promise<void> {
    const ms = Math.max(PACE_MS, this.looks.wait(performance.now()));
    await atMost(ms, signal, (inner) => this.spool.tail.past(this.position + MUCH_BYTES - 1, inner));
  }

  private async read(flush: boolean, signal: AbortSignal): Promise<void> {
    const { path, tail, kept } = this.spool;
    const { port, resetAt } = this;
    const tellLoads = this.untilLoads === 0 || tail.ended;
    const found = await this.thread.read(
      { port, path, end: tail.end, kept, flush, resetAt, tellLoads, encoding: this.encoding() },
      signal,
    );
    this.position = found.position;
    this.isReading = found.isReading;
    this.hasUntoldLoads = found.hasUntoldLoads;
    if (this.resetAt === resetAt && this.position >= (resetAt ?? 0)) this.resetAt = undefined;
    if (found.refused.length > 0) this.tellRefused(found.refused);
    for (const finding of found.findings) this.report(finding);
  }

  private giveUp(why: string): void {
    const text = l10n.t('Crashes in what "{0}" prints are not looked for any more: {1}', this.name, why);
    this.unread = text;
    this.log.warn(text);
    this.tell({ type: 'trouble', port: this.port, text });
  }

  private tellRefused(fields: readonly string[]): void {
    const text = l10n.t(
      'Rules that are not used: {0}. A pattern of a rule can have no look-around and no back-reference, and the first 100 rules of a kind are used.',
      fields.join(', '),
    );
    this.tell({ type: 'trouble', port: this.port, text });
  }

  private report(finding: CrashFinding): void {
    const { port } = this;
    if ('loads' in finding) {
      this.loadsTold = this.now();
      this.tell({ type: 'loads', port, loads: finding.loads });
    } else if (this.told++ < MOST_REPORTS) this.tellCrash(finding.report);
  }

  private tellCrash(report: CrashReport): void {
    const boot = report.start < this.bootStart ? this.boot - 1 : this.boot;
    this.tell({ type: 'crash', port: this.port, report, boot });
  }
}
