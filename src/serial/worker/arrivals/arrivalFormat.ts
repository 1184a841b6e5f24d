/**
 * The file of a port's arrival times, beside its spool: when which byte was first seen. A header, then entries of a few bytes:
 * two variable-length numbers, the bytes since the entry before, and twice the milliseconds since then, plus one where the
 * machine was reset.
 * @module
 */

/** Says that bytes from an offset on came at a time; or that the machine was reset there. */
export interface Arrival {
  /** The stream's offset of the first byte. */
  readonly offset: number;
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly isReset: boolean;
}

export interface ArrivalHeader {
  /** What is closer together than this, in milliseconds, has one entry. */
  readonly grainMs: number;
  /** When the port was opened, in milliseconds since 1970: entries count from there. */
  readonly origin: number;
}

const MAGIC = 'QSA1';
export const HEADER_BYTES = 16;

export function encodeHeader({ grainMs, origin }: ArrivalHeader): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 'latin1');
  header.writeUInt32LE(grainMs, 4);
  header.writeDoubleLE(origin, 8);
  return header;
}

/** @returns undefined if it is no such file. */
export function decodeHeader(bytes: Buffer): ArrivalHeader | undefined {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  return { grainMs: bytes.readUInt32LE(4), origin: bytes.readDoubleLE(8) };
}

/** @param before The entry before, or the header as one. */
export function encodeArrival({ offset, time, isReset }: Arrival, before: Arrival): number[] {
  return [...varint(offset - before.offset), ...varint(2 * (time - before.time) + Number(isReset))];
}

/** What entries count from at the beginning of the file. */
export function firstOf({ origin }: ArrivalHeader): Arrival {
  return { offset: 0, time: origin, isReset: false };
}

/**
 * Reads entries that follow on `before`.
 * @returns how many bytes were read: an entry that is only half written is left.
 */
export function decodeArrivals(bytes: Buffer, before: Arrival, take: (arrival: Arrival) => void): number {
  let { offset, time } = before;
  let read = 0;
  let at = 0;
  const next = (): number | undefined => {
    let value = 0;
    for (let scale = 1; at < bytes.length; scale *= 128) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  for (;;) {
    const distance = next();
    const passed = next();
    if (distance === undefined || passed === undefined) return read;
    offset += distance;
    time += Math.floor(passed / 2);
    take({ offset, time, isReset: passed % 2 === 1 });
    read = at;
  }
}

/** Seven bits a byte, the lowest first; numbers may have more than 32 bits. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
