import { delimiter, isAbsolute, join } from 'node:path';
import { runTool } from '../../concurrency/runTool';
import { NEVER } from '../../concurrency/timeout';

let known: Promise<readonly string[]> | undefined;

/**
 * What to put before a command so that the kernel ends it with us, on Linux: util-linux' `setpriv` sets the signal
 * and becomes the program, so the pid stays. Empty if there is no such thing.
 *
 * The guard ends our children too, and their directories. Both, because each covers what the other cannot: this one
 * works when host and guard are killed together (an out-of-memory kill, a container that is removed), and during
 * the moment before the guard knows; the guard works on macOS, and on a QEMU that SIGTERM does not end.
 *
 * The signal comes when the thread that started the child ends. In an extension host that is the main thread.
 */
export function parentDeathPrefix(): Promise<readonly string[]> {
  known ??= probe();
  return known;
}

async function probe(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const places = (process.env['PATH'] ?? '').split(delimiter).filter((place) => isAbsolute(place));
  // An absolute path, as the configuration may change PATH for QEMU.
  for (const program of [...places, '/usr/bin', '/bin'].map((place) => join(place, 'setpriv'))) {
    if (await works(program)) return [program, ...OPTIONS];
  }
  return [];
}

const OPTIONS = ['--pdeathsig', 'TERM', '--'];

/** Tried, not looked for: busybox' setpriv has no such option. */
async function works(program: string): Promise<boolean> {
  // Asked once for all starts, so none of them may cancel it; the limit is the tool's own.
  return await runTool(program, [...OPTIONS, '/bin/true'], { signal: NEVER }).then(
    ({ code }) => code === 0,
    () => false,
  );
}
