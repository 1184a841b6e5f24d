/**
 * How fast a spool is taken in while another process fills it: with a terminal on it and, where asked for, with
 * patterns that are waited for; all of them come at the very end.
 */
import { program } from '../support/program';
import { SpoolPort } from '../support/spoolPort';
import { Terminal } from '../support/terminal';
import { ownCpu } from '../support/cpu';
import { until } from '../../support/until';

interface ScanOptions {
  readonly bytes: number;
  readonly patterns: number;
  readonly bytesPerSecond?: number;
}

/** What kernels, firmware and test suites say when something is wrong. */
const PATTERNS = [
  /Kernel panic - not syncing: .*/,
  /BUG: unable to handle (page fault|kernel NULL pointer)/,
  /Oops: [0-9a-f]{4} \[#\d+\]/,
  /general protection fault.*: [0-9a-f]+/,
  /Call Trace:/,
  /RIP: 0010:\S+/,
  /Unable to handle kernel .* at virtual address [0-9a-f]+/,
  /Internal error: .* \[#\d+\]/,
  /panicked at \S+:\d+:\d+/,
  /thread '.*' panicked/,
  /assert(ion)? .*failed/i,
  /Synchronous Abort.*esr 0x[0-9a-f]+/,
  /Unhandled exception|Exception caught/,
  /KASAN: (slab|stack|global)-out-of-bounds/,
  /UBSAN: .* in \S+:\d+/,
  /rcu: INFO: .* detected stalls/,
  /watchdog: BUG: soft lockup/,
  /Out of memory: Killed process \d+/,
  /not ok \d+/,
  /login: $/,
];

const LAST = `
Kernel panic - not syncing: bench
BUG: unable to handle page fault
Oops: 0002 [#1]
general protection fault, address: 0
Call Trace:
RIP: 0010:bench
Unable to handle kernel paging request at virtual address 0
Internal error: Oops [#1]
panicked at main.rs:1:2
thread 'main' panicked
assertion failed
Synchronous Abort, esr 0x1
Unhandled exception
KASAN: slab-out-of-bounds
UBSAN: shift in main.c:1
rcu: INFO: rcu detected stalls
watchdog: BUG: soft lockup
Out of memory: Killed process 1
not ok 1
login: `;

program(async ({ bytes, patterns, bytesPerSecond }: ScanOptions) => {
  const spool = await SpoolPort.start(256 << 20);
  const terminal = new Terminal(
    spool.port.openTerminal({
      newline: 'cr',
      implicitCarriageReturn: true,
      localEcho: false,
      bracketedPaste: false,
    }),
  );
  const { signal } = new AbortController();
  const cpu = ownCpu();
  const waits = PATTERNS.slice(0, patterns).map((pattern) =>
    spool.port.waitFor(pattern, { timeoutMs: 250_000, from: 0 }, signal),
  );
  let shown = '';
  terminal.onText = (text) => (shown = (shown + text).slice(-4000));
  const written = spool.write({ bytes, last: LAST, ...(bytesPerSecond !== undefined && { bytesPerSecond }) });
  const ends = (await Promise.all(waits)).map(({ end }) => end);
  await until('the end on the terminal', () => shown.includes('login: '));
  const endedAt = Date.now();
  // The writer is a process that has to start first: no part of what is taken in.
  const { seconds: writing, beganAt } = await written;
  const seconds = (endedAt - beganAt) / 1000;
  const { skipped } = spool.port.counters;
  await spool.stop();
  if (ends.some((end) => end <= bytes)) throw new Error('a pattern was found where it was not');
  return {
    bytesPerSecond: bytes / seconds,
    writerBytesPerSecond: bytes / writing,
    cpuPerGb: (ownCpu() - cpu) / (bytes / 1e9),
    skipped,
  };
});
