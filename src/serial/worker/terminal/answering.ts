import { CLOCK, type Clock } from './clock';

/** A guest that has waited for an answer this long, in milliseconds, has given up: what comes now would look typed. */
const FRESH_MS = 2000;
/** Arrivals are told apart by this many milliseconds. */
const GRAIN_MS = 100;

interface Arrival {
  readonly at: number;
  /** The offset of the first byte that arrived then. */
  readonly from: number;
}

/** One terminal of a port. */
export interface Answerer {
  /** The offset up to which it has put the guest's questions to the terminal. */
  readonly position: number;
  /** Output flows: it is not paused. */
  readonly isFlowing: boolean;
}

/**
 * Decides which terminal may answer what a guest asks (cursor position, attributes, colours …), since an answer is
 * input: exactly one of several, and only while the guest waits for it. What has lain in the spool when the terminal
 * comes to it is history, whatever the reason: the terminal opened late, was paused, or lagged. That includes what
 * was asked before the first terminal opened: a guest that asked a moment ago, while the editor was still making its
 * terminal, is answered; one that asked and went on is not, or a shell would find the answer on its command line.
 */
export class Answering {
  private readonly open: Answerer[] = [];
  private elected: Answerer | undefined;
  /** Up to here others have answered. */
  private answered = 0;
  private readonly arrivals: Arrival[] = [];
  private end = 0;

  constructor(private readonly clock: Clock = CLOCK) {}

  /** The stream has grown. @param end The offset after its last byte. */
  arrived(end: number): void {
    const from = this.end;
    this.end = end;
    const at = this.clock.now();
    const last = this.arrivals.at(-1);
    if (last && at - last.at < GRAIN_MS) return;
    this.arrivals.push({ at, from });
    this.forgetStale();
  }

  join(terminal: Answerer): void {
    this.open.push(terminal);
    this.elect();
  }

  leave(terminal: Answerer): void {
    this.open.splice(this.open.indexOf(terminal), 1);
    if (terminal === this.elected) this.handOver(undefined);
    this.elect();
  }

  /** To be called when a terminal was paused or resumed. */
  elect(): void {
    if (this.elected?.isFlowing) return;
    const next = this.open.find(({ isFlowing }) => isFlowing);
    if (next) this.handOver(next);
  }

  /** The offset up to which this terminal has to be silent. */
  silentTo(terminal: Answerer): number {
    if (terminal !== this.elected) return Infinity;
    this.forgetStale();
    return Math.max(this.answered, this.arrivals[0]?.from ?? Infinity);
  }

  private handOver(next: Answerer | undefined): void {
    if (this.elected) this.answered = Math.max(this.answered, this.elected.position);
    this.elected = next;
  }

  private forgetStale(): void {
    const limit = this.clock.now() - FRESH_MS;
    const fresh = this.arrivals.findIndex(({ at }) => at >= limit);
    if (fresh !== 0) this.arrivals.splice(0, fresh === -1 ? this.arrivals.length : fresh);
  }
}
