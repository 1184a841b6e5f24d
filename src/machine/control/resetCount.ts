/**
 * Resets of a guest, as far as they count. Immutable.
 *
 * QEMU tells of more resets than a guest makes. One that asks again while QEMU has not done the first yet, as SeaBIOS
 * does, which tries one way after another, makes two events within some milliseconds. And a PC's firmware that finds
 * itself run already resets once more by itself, after a guest's reset and after a person's. QEMU 7.2 and SeaBIOS 1.16
 * on a busy computer: three events for most resets, at 0, 130 and 132 ms.
 */
export interface ResetCount {
  /** When the guest reset itself, in milliseconds by QEMU's clock; the newest last. */
  readonly times: readonly number[];
  /** When the last reset was, no matter whose. */
  readonly last: number;
  /** Whether the next reset may be the firmware's. */
  readonly mayBeFirmware: boolean;
}

export const NO_RESETS: ResetCount = { times: [], last: -Infinity, mayBeFirmware: false };

/** Two events within this many milliseconds are of one reset; up to 7 were seen. */
const SAME_MS = 50;
/** Firmware resets within this many milliseconds after the reset before; up to 280 were seen. */
const FIRMWARE_MS = 500;
/** Times that are kept. */
const MOST = 5;

/**
 * With a reset by the guest.
 * @param time In milliseconds, by QEMU's clock.
 */
export function withReset(count: ResetCount, time: number): ResetCount {
  const since = time - count.last;
  // A clock that was set back says nothing.
  if (since >= 0 && since < SAME_MS) return count;
  if (since >= 0 && since < FIRMWARE_MS && count.mayBeFirmware)
    return { ...count, last: time, mayBeFirmware: false };
  return { times: [...count.times, time].slice(-MOST), last: time, mayBeFirmware: true };
}

/** After a reset that the host has asked for: what the guest did before does not count. */
export function afterHostReset(time: number): ResetCount {
  return { times: [], last: time, mayBeFirmware: true };
}

/** How many there were within some milliseconds before a time. */
export function resetsWithin({ times }: ResetCount, withinMs: number, now: number): number {
  return times.filter((time) => now - time < withinMs).length;
}
