import { raceAbort } from '../../concurrency/abort';
import type { Event } from '../../concurrency/event';
import type { TaskGroup } from '../../concurrency/taskGroup';
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

/** The links of a machine's lines. An editor asks for a line's links again at each movement of the mouse. */
export class LinkCache {
  private readonly known = new BoundedCache<string, Promise<readonly LineLink[]>>(MOST_LINES);
  private since = -Infinity;

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
    const { machine, tasks } = this;
    return tasks.run(`links of ${machine.name}`, ({ signal }) =>
      lineLinks(line, this.symbols(), machine.loads, signal),
    );
  }
}
