import { ChildProcess } from '../../../../concurrency/childProcess';
import { withTimeout } from '../../../../concurrency/timeout';

/** The first GDB with an adapter of its own. */
const FIRST = 14;
/** GDB says its version at once; a program that does not is not a GDB. In milliseconds. */
const LIMIT_MS = 10_000;

/** @throws when a GDB is too old to have an adapter of its own, or is none, with what to do. */
export async function requireDap(gdb: string, signal: AbortSignal): Promise<void> {
  const child = await ChildProcess.spawn('gdb --version', gdb, ['--version']);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  try {
    await withTimeout(`${gdb} --version`, LIMIT_MS, signal, () => child.stopped);
  } finally {
    await child.stop();
  }
  const version = majorVersion(text);
  if (version !== undefined && version >= FIRST) return;
  const found = version === undefined ? 'is not a GDB' : `is GDB ${version}`;
  throw new Error(
    `"debugger": "gdb-dap" needs GDB ${FIRST} or newer, and ${gdb} ${found}. Set "gdb" to a newer one, or use ` +
      '"debugger": "gdb", which brings its own adapter.',
  );
}

/** `GNU gdb (Debian 13.1-3) 13.1` → 13. */
export function majorVersion(text: string): number | undefined {
  const version = /^GNU gdb.*?(\d+)\.\d+[^)\s]*\s*$/m.exec(text)?.[1];
  return version === undefined ? undefined : Number(version);
}
