import { closeSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { writeWholeSync } from '../../../log/writeWhole';
import {
  type Arrival,
  type ArrivalHeader,
  decodeArrivals,
  encodeArrival,
  encodeHeader,
  firstOf,
  HEADER_BYTES,
} from './arrivalFormat';

/** Entries of a file: with this many, what it says becomes half as fine. Some hundred kilobytes. */
const MOST_ENTRIES = 131_072;
/** Entries are not closer together than this at first, in milliseconds: the spool is not polled more often. */
const FINEST_MS = 1;

/** Milliseconds since 1970 that never go back, whatever somebody does to the computer's clock. */
const monotonicNow = (): number => performance.timeOrigin + performance.now();

/**
 * Notes when a port's bytes were seen, always: time stamps are asked for after the crash. An entry each time the spool is
 * seen to grow, so no finer than it is polled; the longer the run, the coarser.
 *
 * Writes are synchronous, as those of the spool: a few bytes into the page cache. If they fail, times are missing and no byte is.
 */
export class ArrivalLog {
  private grainMs = FINEST_MS;
  private readonly origin: number;
  private fd: number | undefined;
  private entries = 0;
  private end = 0;
  private last: Arrival;
  private lastByte = -Infinity;
  private lastReset = -Infinity;

  constructor(
    private readonly path: string,
    private readonly now = monotonicNow,
    private readonly mostEntries = MOST_ENTRIES,
  ) {
    this.origin = Math.floor(now());
    this.last = firstOf(this.header);
    this.attempt(() => {
      this.fd = openSync(path, 'w', 0o600);
      writeWholeSync(this.fd, encodeHeader(this.header));
    });
  }

  /** The stream was looked at. @param end The offset behind its last byte. */
  grown(end: number): void {
    const offset = this.end;
    if (end <= offset) return;
    this.end = end;
    const time = this.time();
    if (time - this.lastByte < this.grainMs) return;
    this.lastByte = time;
    this.add({ offset, time, isReset: false });
  }

  /** The machine was reset: what comes from here on is another boot's. */
  guestReset(): void {
    const time = this.time();
    if (time - this.lastReset < this.grainMs) return;
    this.lastReset = time;
    this.add({ offset: this.end, time, isReset: true });
    // What comes next has an entry of its own: it must not count as what came before.
    this.lastByte = -Infinity;
  }

  close(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }

  private get header(): ArrivalHeader {
    return { grainMs: this.grainMs, origin: this.origin };
  }

  private time(): number {
    return Math.floor(this.now());
  }

  private add(arrival: Arrival): void {
    this.attempt(() => {
      if (this.entries >= this.mostEntries) this.coarsen();
      if (this.fd === undefined) return;
      writeWholeSync(this.fd, Uint8Array.from(encodeArrival(arrival, this.last)));
      this.last = arrival;
      this.entries++;
    });
  }

  /** A full disk is told of by the spool. Nothing may follow half an entry: it would be read as the rest of that. */
  private attempt(write: () => void): void {
    try {
      write();
    } catch {
      this.close();
    }
  }

  private coarsen(): void {
    if (this.fd === undefined) return;
    let kept: Arrival[] = [];
    const entries = readFileSync(this.path).subarray(HEADER_BYTES);
    decodeArrivals(entries, firstOf(this.header), (arrival) => kept.push(arrival));
    while (kept.length > this.mostEntries / 2) {
      this.grainMs *= 2;
      kept = atLeastApart(kept, this.grainMs);
    }
    this.replace(kept);
  }

  /** Makes a new file in place of the old one, in one step: others may be reading it. */
  private replace(kept: readonly Arrival[]): void {
    const bytes = [encodeHeader(this.header)];
    this.last = firstOf(this.header);
    for (const arrival of kept) {
      bytes.push(Buffer.from(encodeArrival(arrival, this.last)));
      this.last = arrival;
    }
    const made = `${this.path}.new`;
    writeFileSync(made, Buffer.concat(bytes), { mode: 0o600 });
    this.close();
    renameSync(made, this.path);
    this.fd = openSync(this.path, 'a');
    this.entries = kept.length;
  }
}

/** What is left when entries of a kind that are closer together have only the first one's; a reset starts over. */
function atLeastApart(arrivals: readonly Arrival[], grainMs: number): Arrival[] {
  let lastByte = -Infinity;
  let lastReset = -Infinity;
  return arrivals.filter(({ time, isReset }) => {
    if (time - (isReset ? lastReset : lastByte) < grainMs) return false;
    lastByte = isReset ? -Infinity : time;
    if (isReset) lastReset = time;
    return true;
  });
}
