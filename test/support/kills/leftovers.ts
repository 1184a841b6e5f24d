import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** How long everything may take to be gone, in milliseconds: a limit for a test that would wait for ever. */
const GONE_MS = 60_000;
/** Waits until nothing is left of a base directory's machines. @returns what is left at last; empty if nothing is. */
export async function untilNothing(base: string): Promise<string> {
  const until = performance.now() + GONE_MS;
  for (;;) {
    const left = leftOf(base);
    if (left === '' || performance.now() > until) return left;
    await new Promise((wait) => setTimeout(wait, 50));
  }
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
