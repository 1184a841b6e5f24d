const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?$/;
const AWAY = /^[+-]\d{1,9}(?:\.\d{1,3})?$/;

/**
 * A time as a person writes it: of the day (`12:34`, `12:34:56.789`), or `+5` or `-5`, five seconds after or before another one.
 * @param near In milliseconds since 1970: a time of the day is the one of that day.
 * @returns milliseconds since 1970; undefined if it is none.
 */
export function timeIn(text: string, near: number): number | undefined {
  if (AWAY.test(text.trim())) return near + Number(text) * 1000;
  const clock = CLOCK.exec(text.trim());
  if (!clock) return undefined;
  const [hours, minutes, seconds, fraction] = [clock[1], clock[2], clock[3] ?? '0', clock[4] ?? '0'];
  const date = new Date(near);
  date.setHours(Number(hours), Number(minutes), Number(seconds), Number(fraction.padEnd(3, '0')));
  return Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60 ? date.getTime() : undefined;
}
