import * as vscode from 'vscode';
import { Gate } from '../../../concurrency/gate';
import { messageOf } from '../../../concurrency/messageOf';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import type { TaskContext } from '../../../concurrency/taskTree';
import { Semaphore } from '../../../concurrency/semaphore';
import { delay } from '../../../concurrency/timeout';
import type { Logger } from '../../../log/logger';
import type { TimestampKind } from '../../../serial/client';
import type { OutputPivot, OutputSource, OutputWindow } from '../../../serial/outputProtocol';
import type { OutputOrigin, OutputPort } from './outputOrigin';
import type { OutputThread } from './outputThread';
import { PortFiles } from './portFiles';
import type { ShownText } from './shownText';

/** What a document shows at a time, of all ports together, in bytes; twice as much while its end is followed. */
const WINDOW_BYTES = 1 << 20;
/** What is read before anything is shown, in bytes: some screens, in a tenth of the time. */
const FIRST_BYTES = 1 << 17;
/** Between two looks at ports that go on printing, in milliseconds: an editor takes a tenth of a second for each. */
const PACE_MS = 300;
/** And so many times as long as the last look took. */
const PACE_FACTOR = 4;

/** What ports of a machine or of a kept run have said, as a document: a window on it, which can be moved, and follows the end. */
export class OutputDocument implements ShownText {
  bytes: Uint8Array = new Uint8Array();
  version = 0;
  window: OutputWindow | undefined;
  timestamps: TimestampKind | undefined;
  /** Whether it shows the end, and what comes after it. */
  isFollowing = true;
  private pivot: OutputPivot = { at: 'end' };
  /** Whether the last look came to the end: such a part grows, so that who scrolls down comes to the end. */
  private hasEnd = true;
  private readonly news = new Gate('something new');
  /** One look at a time: each begins where the one before has left the window. */
  private readonly turns = new Semaphore('looks at serial output', 1);
  private readonly group: TaskGroup;
  private readonly files: readonly PortFiles[];
  private readonly subscriptions: vscode.Disposable;

  /** @throws when the ports' files cannot be opened. */
  constructor(
    readonly uri: vscode.Uri,
    readonly origin: OutputOrigin,
    readonly ports: readonly OutputPort[],
    tasks: TaskGroup,
    private readonly thread: OutputThread,
    private readonly log: Logger,
    private readonly changed: () => void,
  ) {
    this.files = PortFiles.open(ports);
    this.group = tasks.group(`serial output ${uri.path}`);
    const growth = ports.map((port) => port.onDidGrow(() => this.news.open()));
    this.subscriptions = vscode.Disposable.from(...growth);
    void origin.end.then(() => this.news.open());
  }

  /** Reads what there is, and goes on reading what comes. @throws when it cannot be read. */
  async open(signal: AbortSignal): Promise<void> {
    await this.turns.use(signal, () => this.read(signal, FIRST_BYTES));
    if (this.hidden.before > 0) {
      this.pivot = { at: 'end' };
      this.news.open();
    }
    void this.group.loop('follow serial output', (context) => this.follow(context), this.news);
  }

  /** Shows another part. @returns the line that was asked for. */
  async show(pivot: OutputPivot): Promise<number> {
    return await this.group.run('show another part', ({ signal }) =>
      this.look(signal, () => {
        this.pivot = pivot;
        this.isFollowing = pivot.at === 'end';
      }),
    );
  }

  /** The same part, with times or without. */
  async showTimestamps(kind: TimestampKind | undefined): Promise<void> {
    await this.group.run('show times', ({ signal }) => this.look(signal, () => (this.timestamps = kind)));
  }

  /** The same part, from its bytes. */
  async readAnew(): Promise<void> {
    await this.group.run('read again', ({ signal }) => this.look(signal));
  }

  /** Shows what comes before or after what is shown, half of it again. */
  async turnPage(forward: boolean): Promise<number> {
    const { window } = this;
    if (!window) return 0;
    const { slices, times } = window;
    const [slice] = slices;
    if (slices.length === 1 && slice)
      return await this.show({ at: 'byte', source: 0, offset: forward ? slice.to : slice.from });
    const known = times.filter((time) => !Number.isNaN(time));
    return await this.show({ at: 'time', time: (forward ? known.at(-1) : known[0]) ?? 0 });
  }

  /** For each port the offset at which a line begins, or the next one that is the port's. */
  offsetsAt(line: number): number[] {
    const { window } = this;
    return (window?.slices ?? []).map(({ to }, port) => {
      const at = window?.sources.findIndex((source, index) => index >= line && source === port) ?? -1;
      return window?.offsets[at] ?? to;
    });
  }

  /** How many bytes there are before what is shown, and after it. */
  get hidden(): { readonly before: number; readonly after: number } {
    const { sources } = this;
    const slices = this.window?.slices ?? [];
    const before = slices.map(({ from }, index) => Math.max(0, from - (sources[index]?.kept ?? 0)));
    const after = slices.map(({ to }, index) => Math.max(0, (sources[index]?.end ?? 0) - to));
    return { before: sum(before), after: sum(after) };
  }

  async close(): Promise<void> {
    this.subscriptions.dispose();
    await this.group.close();
    for (const files of this.files) files.close();
  }

  private async follow(context: TaskContext): Promise<undefined> {
    this.news.close();
    const began = performance.now();
    try {
      await context.waitFor('the thread that reads', this.look(context.signal));
    } catch (error) {
      context.signal.throwIfAborted();
      // What was read stays, and the next news has it tried again.
      this.log.warn(`${this.uri.path} cannot be read: ${messageOf(error)}`);
    }
    const pace = Math.max(PACE_MS, PACE_FACTOR * (performance.now() - began));
    await context.waitFor('the next look', delay(pace, context.signal));
    return undefined;
  }

  /** What can be read of each port now. */
  get sources(): readonly OutputSource[] {
    return this.files.map(({ source }) => source);
  }

  private async look(signal: AbortSignal, before: () => void = () => undefined): Promise<number> {
    return await this.turns.use(signal, async () => {
      before();
      return await this.read(signal);
    });
  }

  private async read(signal: AbortSignal, bytes = WINDOW_BYTES): Promise<number> {
    const { sources } = this;
    const events = this.ports.length > 1 ? this.origin.events() : [];
    const { timestamps } = this;
    const order = { sources, events, pivot: this.anchored(), bytes, timestamps };
    const window = await this.thread.request('readWindow', order, signal);
    const { pivotLine } = window;
    const isSame = window.text === this.window?.text;
    this.window = window;
    if (!isSame || this.version === 0) {
      this.bytes = Buffer.from(window.text);
      this.version++;
      this.changed();
    }
    this.hasEnd = window.slices.every(({ to }, index) => to >= (sources[index]?.end ?? 0));
    this.pivot = { at: 'from', offsets: window.slices.map(({ from }) => from) };
    return pivotLine;
  }

  /** While the end is followed, the window begins where it did until it has become too long. A part from the middle stays as it is. */
  private anchored(): OutputPivot {
    const { pivot, window, isFollowing, sources } = this;
    if (pivot.at === 'from' && window && !isFollowing && !this.hasEnd)
      return { ...pivot, ends: window.slices.map(({ to }) => to) };
    const length = sum(sources.map(({ end }, index) => end - (window?.slices[index]?.from ?? 0)));
    return isFollowing && pivot.at === 'from' && length > 2 * WINDOW_BYTES ? { at: 'end' } : pivot;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
