import type { TimestampKind } from '../../../protocol';

/** What a time is told against, in milliseconds since 1970; undefined where that is not known. */
export interface StampBase {
  /** When the port was opened. */
  readonly start: number | undefined;
  /** When the line before this one began. */
  readonly previous: number | undefined;
}

/** Columns of each kind of stamp: whole tab stops, so that tabs in the guest's lines stay where they are. */
export const STAMP_COLUMNS: Readonly<Record<TimestampKind, number>> = {
  clock: 16,
  start: 16,
  line: 16,
  iso: 32,
};

/**
 * When a line began, for people, as wide as its kind has it. Clock and ISO 8601 in the time zone of this computer.
 * @param time In milliseconds since 1970; undefined if it is not known.
 */
export function stampText(kind: TimestampKind, time: number | undefined, base: StampBase): string {
  return (time === undefined ? '' : texts[kind](time, base)).padEnd(STAMP_COLUMNS[kind]);
}

const texts: Readonly<Record<TimestampKind, (time: number, base: StampBase) => string>> = {
  clock: (time) => clock(new Date(time)),
  start: (time, { start = time }) => seconds(time - start).padStart(12),
  line: (time, { previous = time }) => `+${seconds(time - previous)}`.padStart(12),
  iso: (time) => iso(new Date(time)),
};

function clock(date: Date): string {
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => digits(part, 2));
  return `${parts.join(':')}.${digits(date.getMilliseconds(), 3)}`;
}

function iso(date: Date): string {
  const day = [digits(date.getFullYear(), 4), digits(date.getMonth() + 1, 2), digits(date.getDate(), 2)].join(
    '-',
  );
  const west = date.getTimezoneOffset();
  const away = Math.abs(west);
  const zone = `${west > 0 ? '-' : '+'}${digits(Math.floor(away / 60), 2)}:${digits(away % 60, 2)}`;
  return `${day}T${clock(date)}${zone}`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
const digits = (value: number, count: number): string => String(value).padStart(count, '0');
