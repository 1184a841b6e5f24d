import { readFile } from 'node:fs/promises';
import { runTool } from '../../concurrency/runTool';
import { NEVER } from '../../concurrency/timeout';

/**
 * What tells a process from a later one that was given the same pid: its start time, as a decimal number.
 * Linux: clock ticks since boot; macOS: seconds since the epoch; elsewhere `0`, since nothing cheap tells.
 * @returns undefined when no such process runs; one that has ended and only waits to be reaped does not run.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return await fromProc(pid);
  if (process.platform === 'darwin') return await fromPs(pid);
  return exists(pid) ? '0' : undefined;
}

/** Whether the process that had this pid and start time still runs. */
export async function isStillRunning(pid: number, identity: string): Promise<boolean> {
  return (await processIdentity(pid)) === identity;
}

/** proc(5): the second field is the name in parentheses and may contain anything; the 22nd is the start time. */
async function fromProc(pid: number): Promise<string | undefined> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? undefined : fields[19];
}

async function fromPs(pid: number): Promise<string | undefined> {
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout } = await runTool('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    env,
    signal: NEVER,
  });
  const match = /^(\S+)\s+(.*)$/.exec(stdout.trim());
  if (!match || match[1]?.startsWith('Z')) return undefined;
  return String(Math.floor(Date.parse(match[2] ?? '') / 1000));
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
