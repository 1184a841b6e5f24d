import * as l10n from '@vscode/l10n';
import { runTool } from '../../../../concurrency/runTool';

/** The first GDB with an adapter of its own. */
const FIRST = 14;

/** @throws when a GDB is too old to have an adapter of its own, or is none, with what to do. */
export async function requireDap(gdb: string, signal: AbortSignal): Promise<void> {
  const { stdout } = await runTool(gdb, ['--version'], { signal });
  const version = majorVersion(stdout);
  if (version !== undefined && version >= FIRST) return;
  const found =
    version === undefined
      ? l10n.t('"debugger": "gdb-dap" needs GDB {0} or newer, and {1} is not a GDB.', FIRST, gdb)
      : l10n.t('"debugger": "gdb-dap" needs GDB {0} or newer, and {1} is GDB {2}.', FIRST, gdb, version);
  const hint = l10n.t('Set "gdb" to a newer one, or use "debugger": "gdb", which brings its own adapter.');
  throw new Error(`${found} ${hint}`);
}

/** `GNU gdb (Debian 13.1-3) 13.1` → 13. */
export function majorVersion(text: string): number | undefined {
  const version = /^GNU gdb.*?(\d+)\.\d+[^)\s]*\s*$/m.exec(text)?.[1];
  return version === undefined ? undefined : Number(version);
}
