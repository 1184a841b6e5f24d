import type { Spool } from '../../spool/spool';

/** A terminal that is redrawn shows this much of what it had shown, in bytes: more than its scrollback has, as a rule. */
const REDRAWN_BYTES = 1 << 20;
/** A line is not looked for further than this, in bytes. */
const LOOK_BYTES = 65_536;
const LINE_FEED = 0x0a;

/**
 * Where a redrawn terminal begins, at the beginning of a line.
 * @param position How far it had shown the stream.
 * @param first Where it had begun.
 */
export function redrawnFrom(spool: Spool, position: number, first: number): number {
  const begin = Math.max(first, spool.kept);
  const from = position - REDRAWN_BYTES;
  if (from <= begin) return begin;
  const bytes = Buffer.alloc(LOOK_BYTES);
  const feed = bytes.subarray(0, spool.read(bytes, from)).indexOf(LINE_FEED);
  return feed === -1 ? from : from + feed + 1;
}
