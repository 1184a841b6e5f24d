import { readFileSync } from 'node:fs';

/** The columns of the first line of /proc/stat that share out all time (`guest` is in `user`), and "steal" among them. */
const COLUMNS = 8;
const STEAL = 7;

/**
 * CPU steal: how much of the processors' time the host of a virtual machine gives to others while this one wants it.
 * No load average shows it, and every latency does.
 * @returns asks for the share since now, 0 to 1.
 */
export function measureStolen(): () => number {
  const begin = read();
  return () => {
    const spent = read().map((ticks, column) => ticks - (begin[column] ?? 0));
    return (spent[STEAL] ?? 0) / spent.reduce((sum, ticks) => sum + ticks, 0);
  };
}

function read(): number[] {
  const [first = ''] = readFileSync('/proc/stat', 'latin1').split('\n');
  return first
    .split(/\s+/)
    .slice(1, 1 + COLUMNS)
    .map(Number);
}
