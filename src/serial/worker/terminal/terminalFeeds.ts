import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { FromSerialWorker, TerminalOptions, TimestampKind } from '../../protocol';
import { ArrivalTimes } from '../arrivals/arrivalTimes';
import type { Encoding } from '../encoding/encoding';
import { UTF8 } from '../encoding/utf8Encoding';
import type { Spool } from '../spool/spool';
import { Answering } from './answering';
import { StreamOffsets } from './streamOffsets';
import { redrawnFrom } from './stamps/redrawn';
import { TerminalFeed } from './terminalFeed';

/** Who is told about a port's terminals. */
export interface FeedsOwner {
  tell(message: FromSerialWorker): void;
  failed(error: Error): void;
}

/** Text and scrollback, after the terminal was put back. */
const CLEAR = '\x1b[H\x1b[2J\x1b[3J';

interface OpenTerminal {
  readonly feed: TerminalFeed;
  readonly group: TaskGroup;
  readonly options: TerminalOptions;
}

/** All terminals of one port. */
export class TerminalFeeds {
  private readonly open = new Map<number, OpenTerminal>();
  private readonly times: ArrivalTimes;
  private readonly answering = new Answering();
  private readonly resets = new StreamOffsets();
  private readonly marks = new StreamOffsets();
  private skippedByClosed = 0;

  constructor(
    private readonly group: TaskGroup,
    private readonly spool: Spool,
    private readonly capture: string | undefined,
    private readonly owner: FeedsOwner,
    /** The file of the port's arrival times. */
    timesPath: string,
    private encoding: Encoding = UTF8,
  ) {
    this.times = new ArrivalTimes(timesPath);
  }

  /** Bytes that terminals were not given. */
  get skipped(): number {
    let skipped = this.skippedByClosed;
    for (const { feed } of this.open.values()) skipped += feed.skipped;
    return skipped;
  }

  /** Whether one of them shows times. */
  get showTimes(): boolean {
    return [...this.open.values()].some(({ options }) => options.timestamps !== undefined);
  }

  /** @param holdAt Where its output is paused. */
  add(stream: number, options: TerminalOptions, holdAt?: number): TerminalFeed {
    const group = this.group.group(`terminal ${stream}`);
    const { spool, answering, resets, marks, times, capture, encoding } = this;
    const feed: TerminalFeed = new TerminalFeed(
      group,
      `feed terminal ${stream}`,
      { spool, answering, resets, marks, times, capture, encoding },
      options,
      (text) => {
        // One that has made room for another has nothing more to say.
        if (this.open.get(stream)?.group === group) this.owner.tell({ type: 'text', stream, ...text });
      },
      undefined,
      holdAt,
    );
    this.open.set(stream, { feed, group, options });
    group.onDidFail((error) => this.owner.failed(error));
    if (spool.tail.ended) feed.finish();
    return feed;
  }

  /**
   * Redraws a terminal from what is kept, with or without times. A guest's old questions are not asked again, and what was paused
   * stays paused.
   * @returns undefined when there is no such terminal.
   */
  redraw(stream: number, timestamps: TimestampKind | undefined): TerminalFeed | undefined {
    const terminal = this.open.get(stream);
    return terminal && this.drawnAgain(stream, terminal, timestamps);
  }

  /** Decodes what is kept and what comes in another way, and redraws all terminals. @returns their feeds, by terminal. */
  decodeAs(encoding: Encoding): ReadonlyMap<number, TerminalFeed> {
    this.encoding = encoding;
    const open = [...this.open];
    return new Map(
      open.map(([stream, terminal]) => [
        stream,
        this.drawnAgain(stream, terminal, terminal.options.timestamps),
      ]),
    );
  }

  private drawnAgain(
    stream: number,
    { feed, options }: OpenTerminal,
    timestamps: TimestampKind | undefined,
  ): TerminalFeed {
    const { position, isFlowing, size } = feed;
    const text = feed.putBack() + CLEAR;
    this.owner.tell({ type: 'text', stream, text, guestAsks: 0, asks: false });
    this.remove(stream);
    const from = redrawnFrom(this.spool, position, options.from ?? 0);
    return this.add(stream, { ...options, size, timestamps, from }, isFlowing ? undefined : position);
  }

  remove(stream: number): void {
    const terminal = this.open.get(stream);
    if (!terminal) return;
    this.open.delete(stream);
    this.skippedByClosed += terminal.feed.skipped;
    // Its only task ends with its signal; nothing can be left to complain about.
    void terminal.group.close();
  }

  /** The spool has grown. */
  arrived(): void {
    this.answering.arrived(this.spool.tail.end);
  }

  /** The machine was reset, by now: the spool's end is known. */
  guestReset(): void {
    this.resets.note(this.spool.tail.end);
    this.mark(this.spool.tail.end);
  }

  /** Marks the line of a byte on the scroll bars, also of terminals that have shown it and of those that are opened later. */
  mark(offset: number): void {
    this.marks.note(offset);
    for (const { feed } of this.open.values()) feed.markShown(offset);
  }

  /** No byte will follow. */
  finish(): void {
    for (const { feed } of this.open.values()) feed.finish();
  }
}
