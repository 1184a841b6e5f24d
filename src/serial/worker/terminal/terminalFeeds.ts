import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { FromSerialWorker, TerminalOptions } from '../../protocol';
import type { Spool } from '../spool/spool';
import { Answering } from './answering';
import { StreamOffsets } from './streamOffsets';
import { TerminalFeed } from './terminalFeed';

/** Who is told about a port's terminals. */
export interface FeedsOwner {
  tell(message: FromSerialWorker): void;
  failed(error: Error): void;
}

/** All terminals of one port. */
export class TerminalFeeds {
  private readonly open = new Map<number, { readonly feed: TerminalFeed; readonly group: TaskGroup }>();
  private readonly answering = new Answering();
  private readonly resets = new StreamOffsets();
  private readonly marks = new StreamOffsets();
  private skippedByClosed = 0;

  constructor(
    private readonly group: TaskGroup,
    private readonly spool: Spool,
    private readonly capture: string | undefined,
    private readonly owner: FeedsOwner,
  ) {}

  /** Bytes that terminals were not given. */
  get skipped(): number {
    let skipped = this.skippedByClosed;
    for (const { feed } of this.open.values()) skipped += feed.skipped;
    return skipped;
  }

  add(stream: number, options: TerminalOptions): TerminalFeed {
    const group = this.group.group(`terminal ${stream}`);
    const { spool, answering, resets, marks, capture } = this;
    const feed = new TerminalFeed(
      group,
      `feed terminal ${stream}`,
      { spool, answering, resets, marks, capture },
      options,
      (text) => this.owner.tell({ type: 'text', stream, ...text }),
    );
    this.open.set(stream, { feed, group });
    group.onDidFail((error) => this.owner.failed(error));
    if (spool.tail.ended) feed.finish();
    return feed;
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
