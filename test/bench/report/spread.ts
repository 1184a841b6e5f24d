/** From this number of rounds on the spread is the middle half of them: the most extreme of many says nothing. */
const MANY = 20;

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/** Median and spread of several rounds; values that are missing or not finite are left out. */
export function spread(values: readonly (number | undefined)[]): Spread | undefined {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a = 0, b = 0) => a - b) as number[];
  if (sorted.length === 0) return undefined;
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    return ((sorted[Math.floor(place)] ?? NaN) + (sorted[Math.ceil(place)] ?? NaN)) / 2;
  };
  const edge = sorted.length < MANY ? 0 : 0.25;
  return { median: at(0.5), low: at(edge), high: at(1 - edge), rounds: sorted.length };
}

/** Rounds every number in a JSON value to four significant digits: more is noise, and the committed file stays readable. */
export function rounded<T>(value: T): T {
  return round(value) as T;
}

function round(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
  if (Array.isArray(value)) return value.map(round);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, round(inner)]));
  return value;
}
