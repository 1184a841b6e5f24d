import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { until } from '../until';

/** Waits until nothing is left of a base directory's machines. @returns what is left at last; empty if nothing is. */
export async function untilNothing(base: string): Promise<string> {
  await until('nothing is left', () => leftOf(base) === '', { everyMs: 50 }).catch(() => undefined);
  return leftOf(base);
}

/** Everything of a base directory: processes by environment and command line, directories, sockets. */
function leftOf(base: string): string {
  const processes = readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid && isOf(pid, base));
  const sockets = read('/proc/net/unix')
    .split('\n')
    .filter((line) => line.includes(base));
  const files = existsSync(base) ? readdirSync(base) : [];
  return [
    ...processes.map(
      (pid) => `process ${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 200)}`,
    ),
    ...sockets.map((line) => `socket ${line}`),
    ...files.map((name) => `directory ${name}`),
  ].join('; ');
}

function isOf(pid: number, base: string): boolean {
  const cmdline = read(`/proc/${pid}/cmdline`);
  // GDB is the test's own.
  if (cmdline.startsWith('gdb\0')) return false;
  return cmdline.includes(base) || read(`/proc/${pid}/environ`).includes(base);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
