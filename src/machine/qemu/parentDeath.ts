import { readFile, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { runTool } from '../../concurrency/runTool';
import { NEVER } from '../../concurrency/timeout';
import { isExecutable } from '../../concurrency/isExecutable';

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
  known ??= probe(process.env['PATH'] ?? '');
  return known;
}

/** As {@link parentDeathPrefix}, for any search path, and asked each time. */
export async function probe(path: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const places = path.split(delimiter).filter((place) => isAbsolute(place));
  // An absolute path, as the configuration may change PATH for QEMU.
  const programs = [...places, '/usr/bin', '/bin'].map((place) => join(place, 'setpriv'));
  // A start of what is not there costs as much as one of what is.
  const there = await Promise.all(programs.map(isExecutable));
  for (const program of programs.filter((_, index) => there[index])) {
    if (await works(program)) return [program, ...OPTIONS];
  }
  return [];
}

const OPTIONS = ['--pdeathsig', 'TERM', '--'];

/** util-linux' setpriv has less than 100 kB; busybox, whose setpriv has no such option, a million. */
const LARGEST_BYTES = 256_000;

/** util-linux' own has the option's name in it, which costs less to see than a start. Others are tried. */
async function works(program: string): Promise<boolean> {
  return (await namesTheOption(program)) || (await takesTheOption(program));
}

/** Whether this is a small program, not busybox or a script, with the option in its table. */
async function namesTheOption(program: string): Promise<boolean> {
  try {
    const { size } = await stat(program);
    return size <= LARGEST_BYTES && (await readFile(program)).includes('\0pdeathsig\0');
  } catch {
    return false;
  }
}

async function takesTheOption(program: string): Promise<boolean> {
  // Asked once for all starts, so none of them may cancel it; the limit is the tool's own.
  return await runTool(program, [...OPTIONS, '/bin/true'], { signal: NEVER }).then(
    ({ code }) => code === 0,
    () => false,
  );
}
