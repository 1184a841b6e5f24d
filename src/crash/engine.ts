import { readConsoleLine, type ConsoleLine, type SeenLine } from './console/consoleLine';
import type { CrashReport } from './report';
import type { Gathering, Recogniser } from './recogniser';
import type { RecogniserSet } from './recogniserSet';

/** Lines that a report may look back at: what a kernel says in front of its own headline. */
const KEPT_BEFORE = 8;
/** Reports that are read at the same time, one for each processor or task that prints. The oldest makes room. */
const MOST_OPEN = 8;

interface Open {
  readonly recogniser: Recogniser;
  readonly gathering: Gathering;
}

/**
 * Reads a console line by line and finds crashes in it. Takes memory for a few reports and time in proportion to the
 * text, whatever the guest prints.
 */
export class CrashEngine {
  private readonly before: SeenLine[] = [];
  private readonly open: Open[] = [];

  /** @param onReport Is told of each report when it is complete, in the order in which they end. */
  constructor(
    private readonly recognisers: RecogniserSet,
    private readonly onReport: (report: CrashReport) => void,
  ) {}

  /** Whether a report has begun that may still go on. */
  get isReading(): boolean {
    return this.open.length > 0;
  }

  /** Takes the next line of the text as seen. */
  take(line: SeenLine): void {
    const found = this.recognisers.of(line.text);
    if (found || this.open.length > 0) this.takeRead(readConsoleLine(line), found);
    this.before.push(line);
    if (this.before.length > KEPT_BEFORE) this.before.shift();
  }

  /** Nothing follows, or nothing for so long that no report goes on: hands out what has been read. */
  flush(): void {
    for (const { gathering } of this.open.splice(0)) this.hand(gathering);
  }

  private takeRead(line: ConsoleLine, found: readonly Recogniser[] | undefined): void {
    const begun =
      found && !this.open.some(({ gathering }) => gathering.claims?.(line)) && this.begin(line, found);
    if (begun) this.makeRoom(begun, line);
    else this.offer(line);
  }

  private begin(line: ConsoleLine, found: readonly Recogniser[]): Open | undefined {
    const before = this.before.map(readConsoleLine);
    for (const recogniser of found) {
      const gathering = recogniser.begin(line, before);
      if (gathering) return { recogniser, gathering };
    }
    return undefined;
  }

  private makeRoom(begun: Open, line: ConsoleLine): void {
    this.closeIf(
      ({ recogniser, gathering }) => recogniser === begun.recogniser && (gathering.yieldsTo?.(line) ?? true),
    );
    if (this.open.length >= MOST_OPEN) this.close(0);
    this.open.push(begun);
  }

  private offer(line: ConsoleLine): void {
    this.closeIf(({ gathering }) => {
      const verdict = gathering.offer(line);
      return verdict === 'over' || verdict === 'last';
    });
  }

  private closeIf(ends: (open: Open) => boolean): void {
    const ended = this.open.filter(ends);
    for (const open of ended) this.close(this.open.indexOf(open));
  }

  private close(index: number): void {
    const [open] = this.open.splice(index, 1);
    if (open) this.hand(open.gathering);
  }

  private hand(gathering: Gathering): void {
    const report = gathering.finish();
    if (report) this.onReport(report);
  }
}
