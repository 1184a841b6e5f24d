import { readFileSync } from 'node:fs';

/** The kernel's unit in /proc/PID/stat, in seconds (USER_HZ, which is 100 on every architecture of Linux). */
const TICK_SECONDS = 0.01;

/** CPU seconds of this process, all threads, and of the children that have ended (`fallocate`, `mkfifo`). */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + ticks(process.pid, 13, 14);
}

/** CPU seconds of another process, all threads. Exact to 10 ms. */
export function cpuOf(pid: number): number {
  return ticks(pid, 11, 12);
}

/** Resident memory of a process in bytes; 0 when it has ended. */
export function residentBytes(pid: number): number {
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]);
    return pages * 4096;
  } catch {
    return 0;
  }
}

function ticks(pid: number, ...columns: number[]): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in parentheses may hold spaces itself: the fields start after the last one, with the state.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return columns.reduce((sum, column) => sum + Number(fields[column]), 0) * TICK_SECONDS;
}
