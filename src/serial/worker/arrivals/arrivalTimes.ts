import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  type Arrival,
  type ArrivalHeader,
  decodeArrivals,
  decodeHeader,
  firstOf,
  HEADER_BYTES,
} from './arrivalFormat';

const FIRST_CAPACITY = 1024;

/** Which byte of a port came when, out of the file that {@link ArrivalLog} writes, of a machine that runs or has ended. */
export class ArrivalTimes {
  private offsets = new Float64Array(FIRST_CAPACITY);
  private times = new Float64Array(FIRST_CAPACITY);
  private count = 0;
  private header: ArrivalHeader | undefined;
  private inode = 0;
  private read = 0;
  private last: Arrival = { offset: 0, time: 0, isReset: false };
  private resetsAt: number[] = [];

  constructor(private readonly path: string) {}

  /** When the port was opened, in milliseconds since 1970; undefined if there are no times. */
  get start(): number | undefined {
    return this.header?.origin;
  }

  /** Offsets of the first bytes after resets of the machine, in order. */
  get resets(): readonly number[] {
    return this.resetsAt;
  }

  /** Takes in what was noted since. Without a file there are no times. */
  refresh(): void {
    let fd: number;
    try {
      fd = openSync(this.path, 'r');
    } catch {
      return;
    }
    try {
      this.readFrom(fd);
    } finally {
      closeSync(fd);
    }
  }

  /** When a byte was seen, in milliseconds since 1970; undefined if that is not known. */
  timeAt(offset: number): number | undefined {
    const at = firstAfter(this.offsets, this.count, offset) - 1;
    return at < 0 ? undefined : this.times[at];
  }

  /** The first byte that was seen at a time or later; undefined if none was yet. */
  offsetAt(time: number): number | undefined {
    let at = firstAfter(this.times, this.count, time);
    while (at > 0 && this.times[at - 1] === time) at--;
    return at === this.count ? undefined : this.offsets[at];
  }

  /** The first byte behind an offset that has a time of its own; Infinity if there is none yet. */
  next(offset: number): number {
    const at = firstAfter(this.offsets, this.count, offset);
    return at === this.count ? Infinity : (this.offsets[at] ?? Infinity);
  }

  private readFrom(fd: number): void {
    const { ino, size } = fstatSync(fd);
    // Replaced by a coarser one.
    if (ino !== this.inode || size < this.read) this.forget();
    this.inode = ino;
    if (!this.header) {
      this.header = decodeHeader(readAt(fd, 0, HEADER_BYTES));
      if (!this.header) return;
      this.read = HEADER_BYTES;
      this.last = firstOf(this.header);
    }
    const bytes = readAt(fd, this.read, size - this.read);
    this.read += decodeArrivals(bytes, this.last, (arrival) => this.take(arrival));
  }

  private take(arrival: Arrival): void {
    this.last = arrival;
    if (arrival.isReset) {
      this.resetsAt.push(arrival.offset);
      return;
    }
    if (this.count === this.offsets.length) this.grow();
    this.offsets[this.count] = arrival.offset;
    this.times[this.count] = arrival.time;
    this.count++;
  }

  private grow(): void {
    const { offsets, times } = this;
    this.offsets = new Float64Array(2 * offsets.length);
    this.times = new Float64Array(2 * times.length);
    this.offsets.set(offsets);
    this.times.set(times);
  }

  private forget(): void {
    this.header = undefined;
    this.count = this.read = 0;
    this.resetsAt = [];
  }
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, length));
  return bytes.subarray(0, bytes.length === 0 ? 0 : readSync(fd, bytes, 0, bytes.length, position));
}

/** The index of the first value of `sorted` that is greater. */
function firstAfter(sorted: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
