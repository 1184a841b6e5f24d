const UNITS = ['kB', 'MB', 'GB', 'TB'];

/** Bytes for a person: `999 B`, `1.2 kB`, `34.5 MB`. Units are powers of 1000, as disks and networks are counted. */
export function amount(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  let value = bytes / 1000;
  let unit = 0;
  // 999.96 would be shown as "1000.0".
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${UNITS[unit] ?? ''}`;
}
