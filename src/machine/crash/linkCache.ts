import { raceAbort } from '../../concurrency/abort';
import type { Event } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { PortCrash } from '../../serial/client';
import type { ToldLoads } from '../../symbols/guestSymbols';
import { BoundedCache } from '../../symbols/symbolizer/boundedCache';
import { type LineLink, lineLinks, type LinkSymbols } from './lineLinks';

/** What links need of a machine. */
export interface LinkedMachine {
  readonly name: string;
  readonly loads: ToldLoads;
  readonly onDidTellLoads: Event<ToldLoads>;
}

/** Lines that are remembered: a mouse that goes over a screen comes back to the same ones. */
const MOST_LINES = 500;
/** How long they are remembered, in milliseconds: programs are built again, and sources come and go. */
const KEPT_MS = 10_000;
/** Crashes of a machine whose lines are known, with what was loaded then: a list of some thousand images each, at most. */
const MOST_CRASHES = 8;

/** The links of a machine's lines. An editor asks for a line's links again at each movement of the mouse. */
export class LinkCache {
  private readonly known = new BoundedCache<string, Promise<readonly LineLink[]>>(MOST_LINES);
  private since = -Infinity;
  /** The newest first. */
  private crashes: readonly Pick<PortCrash, 'report' | 'loads'>[] = [];

  /** @param symbols Asked at each line: those of a machine that ended may be over. */
  constructor(
    private readonly tasks: TaskGroup,
    private readonly machine: LinkedMachine,
    private readonly symbols: () => LinkSymbols,
    private readonly now: () => number = () => performance.now(),
  ) {
    // Until the machine ends, with which its events do.
    machine.onDidTellLoads(() => this.known.clear());
  }

  /**
   * The guest has crashed. What the lines of its stack mean stays what it was then: many guests reset themselves at once,
   * and nothing is loaded then, or elsewhere.
   */
  crashed(crash: Pick<PortCrash, 'report' | 'loads'>): void {
    this.crashes = [crash, ...this.crashes].slice(0, MOST_CRASHES);
    this.known.clear();
  }

  /**
   * The links of a line. A caller that gives up does not end the look: it is there at the next time.
   * @throws `signal.reason` on abort; what the symbols throw.
   */
  async find(line: string, signal: AbortSignal): Promise<readonly LineLink[]> {
    if (this.now() - this.since > KEPT_MS) {
      this.known.clear();
      this.since = this.now();
    }
    const finding = this.known.get(line) ?? this.look(line);
    void this.known.set(line, finding);
    return await raceAbort(finding, signal);
  }

  private look(line: string): Promise<readonly LineLink[]> {
    return this.tasks.run(`links of ${this.machine.name}`, ({ signal }) =>
      lineLinks(line, this.symbols(), this.loadsOf(line), signal),
    );
  }

  /** An editor does not say where in the output the line is: one of a crash is known by its text. */
  private loadsOf(line: string): ToldLoads {
    const isOf = ({ report }: Pick<PortCrash, 'report'>): boolean =>
      report.frames.some(({ raw }) => raw !== '' && line.includes(raw));
    return this.crashes.find(isOf)?.loads ?? this.machine.loads;
  }
}
