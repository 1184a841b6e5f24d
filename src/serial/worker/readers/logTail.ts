import { threadId } from 'node:worker_threads';
import { Gate } from '../../../concurrency/gate';
import { STOP } from '../../../concurrency/loop';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { atMost } from '../../../concurrency/timeout';
import { LineSplitter } from '../../../log/lineSplitter';
import type { LogRecord } from '../../../log/record';
import { isUartWrite } from '../../../log/writtenByte';
import { TranslatedBlocks } from '../../../log/translatedBlocks';
import { Cursor } from '../spool/cursor';
import type { Spool } from '../spool/spool';

/** Lines that go on in one second; the rest is counted, and only its last lines are told. */
const LINES_PER_SECOND = 2000;
const LAST_LINES = 20;
const SECOND_MS = 1000;

/** What QEMU's "log" trace backend writes: `pid@seconds.microseconds:event …` (`trace/control.c`, `-msg` aside). */
const TRACE_LINE = /^(\d+)@(\d+)\.(\d{6}):(.*)$/;

export interface LogTailOptions {
  readonly tell: (records: readonly LogRecord[]) => void;
  /** Leaves out the code that QEMU translates: others read it, and it would be most of the log. */
  readonly hidesTranslated: boolean;
  /** Leaves out what UARTs are given. */
  readonly hidesOutput?: boolean;
}

/** QEMU's `-d` and trace log: its lines become log records, as many a second as a person could ever read. */
export class LogTail {
  /** Resolves when QEMU has ended and everything was told. */
  readonly done: Promise<void>;
  private readonly cursor: Cursor;
  private readonly lines = new LineSplitter((line) => this.sift(line));
  private readonly translated = new TranslatedBlocks();
  private readonly ending = new Gate('end of the log');
  private readonly pidKnown = new Gate('QEMU’s process id');
  private pid = 0;
  private batch: LogRecord[] = [];
  private secondBegan = -Infinity;
  private inThisSecond = 0;
  private leftOut = 0;
  private lastLeftOut: LogRecord[] = [];

  constructor(
    group: TaskGroup,
    private readonly source: string,
    private readonly spool: Spool,
    private readonly options: LogTailOptions,
    /** Milliseconds, never backwards. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.cursor = new Cursor(spool, 0);
    this.done = group.loop('tell QEMU’s log', (context) => this.turn(context));
  }

  /** The process whose log it is. Known once QEMU has started, which may have written by then: lines wait for it. */
  setPid(pid: number): void {
    this.pid = pid;
    this.pidKnown.open();
  }

  /** No line will follow: tells the rest without waiting. */
  finish(): void {
    this.ending.open();
    this.pidKnown.open();
  }

  private async turn(context: TaskContext): Promise<typeof STOP | undefined> {
    await context.waitFor('QEMU’s process id', this.pidKnown.wait(context.signal));
    const bytes = await context.waitFor('lines', this.cursor.next(context.signal));
    if (bytes) this.lines.push(bytes);
    else this.lines.end();
    this.flush();
    if (this.leftOut > 0 && this.cursor.lag === 0) {
      await context.waitFor('the next second', this.restOfSecond(context.signal));
      this.tellLeftOut();
    }
    return bytes ? undefined : STOP;
  }

  private sift(line: string): void {
    if (this.options.hidesOutput && isUartWrite(line)) return;
    if (!this.options.hidesTranslated) this.take(line);
    else for (const other of this.translated.others(line)) this.take(other);
  }

  private take(line: string): void {
    const now = this.now();
    if (now - this.secondBegan >= SECOND_MS) {
      this.secondBegan = now;
      this.inThisSecond = 0;
    }
    const record = this.record(line);
    if (this.inThisSecond < LINES_PER_SECOND) {
      this.inThisSecond++;
      this.batch.push(record);
      return;
    }
    this.leftOut++;
    this.lastLeftOut.push(record);
    if (this.lastLeftOut.length > 2 * LAST_LINES) this.lastLeftOut = this.lastLeftOut.slice(-LAST_LINES);
  }

  private record(line: string): LogRecord {
    const [, pid, seconds, microseconds, event] = TRACE_LINE.exec(line) ?? [];
    if (event === undefined) return this.plain(line);
    const time = Number(seconds) * 1000 + Number(microseconds) / 1000;
    return { ...this.plain(event), time, pid: Number(pid) };
  }

  private plain(text: string): LogRecord {
    const time = performance.timeOrigin + performance.now();
    // Thread 0: which of QEMU's threads wrote it, the log does not say; ours only read it.
    return { time, level: 'info', pid: this.pid, thread: 0, source: this.source, loop: '', text };
  }

  private flush(): void {
    if (this.batch.length === 0) return;
    this.options.tell(this.batch);
    this.batch = [];
  }

  private tellLeftOut(): void {
    const last = this.lastLeftOut.slice(-LAST_LINES);
    const text =
      `… ${this.leftOut} lines left out, more than ${LINES_PER_SECOND} a second; ` +
      `all are in ${this.spool.path} while the machine runs; the last of them:`;
    const time = last[0]?.time ?? Date.now();
    const ours = { pid: process.pid, thread: threadId, loop: 'tell QEMU’s log' };
    this.options.tell([{ ...this.plain(text), ...ours, level: 'warn', time }, ...last]);
    this.leftOut = 0;
    this.lastLeftOut = [];
  }

  private async restOfSecond(signal: AbortSignal): Promise<void> {
    const ms = Math.max(0, this.secondBegan + SECOND_MS - this.now());
    await atMost(ms, signal, (inner) => this.ending.wait(inner));
  }
}
