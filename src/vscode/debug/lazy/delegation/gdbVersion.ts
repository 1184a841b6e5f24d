import { runTool } from '../../../../concurrency/runTool';

/** The first GDB with an adapter of its own. */
const FIRST = 14;

/** @throws when a GDB is too old to have an adapter of its own, or is none, with what to do. */
export async function requireDap(gdb: string, signal: AbortSignal): Promise<void> {
  const { stdout } = await runTool(gdb, ['--version'], { signal });
  const version = majorVersion(stdout);
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
