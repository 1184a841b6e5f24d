/** Of so many rounds the spread is the middle half of them: the most extreme of many says nothing. */
const MANY = 20;

/** Median and spread of what several rounds have given; undefined values are left out. */
export function spread(values) {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return undefined;
  const at = (share) => {
    const place = share * (sorted.length - 1);
    return (sorted[Math.floor(place)] + sorted[Math.ceil(place)]) / 2;
  };
  const edge = sorted.length < MANY ? 0 : 0.25;
  return { median: at(0.5), low: at(edge), high: at(1 - edge), rounds: sorted.length };
}

/** Rounds to four significant digits: more is noise, and the committed file stays readable. */
export function rounded(value) {
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
  if (Array.isArray(value)) return value.map(rounded);
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
  return value;
}
