import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { runTool } from '../../concurrency/runTool';
import { NEVER } from '../../concurrency/timeout';

/** A process for as long as it runs: its pid may be given to another one afterwards. */
export interface ProcessId {
  readonly pid: number;
  /** What {@link processIdentity} said of it. */
  readonly identity: string;
}

/**
 * What tells a process from a later one that was given the same pid: its start time, as a decimal number.
 * Linux: clock ticks since boot; macOS: seconds since the epoch; elsewhere `0`, since nothing cheap tells.
 * @returns undefined if no such process runs; one that has ended and only waits to be reaped does not run.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') {
    return parseStat(pid, await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''))?.identity;
  }
  if (process.platform === 'darwin') return (await listProcesses(['-p', String(pid)]))[0]?.identity;
  return exists(pid) ? '0' : undefined;
}

let own: Promise<string> | undefined;

/**
 * What {@link processIdentity} says of this process; `0` if it cannot be told. Everything that is started waits for it, so
 * it is read at once where that is a file in memory, and only once.
 */
export function ownIdentity(): Promise<string> {
  own ??=
    process.platform === 'linux'
      ? Promise.resolve(ownStartTime())
      : processIdentity(process.pid).then(orZero);
  return own;
}

const orZero = (identity: string | undefined): string => identity ?? '0';

function ownStartTime(): string {
  try {
    return orZero(startTime(readFileSync('/proc/self/stat', 'latin1')));
  } catch {
    return '0';
  }
}

/** Whether the process that had this pid and start time still runs. */
export async function isStillRunning({ pid, identity }: ProcessId): Promise<boolean> {
  return (await processIdentity(pid)) === identity;
}

/** One process and its place among the others. */
export interface ProcessEntry extends ProcessId {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/**
 * Reads what `/proc/PID/stat` says: proc(5). The second field is the name in parentheses and may contain anything.
 * @returns undefined for a process that has ended, be it reaped or not.
 */
export function parseStat(pid: number, stat: string): ProcessEntry | undefined {
  const [state = 'X', parent, group, session] = fieldsOf(stat);
  const identity = startTime(stat);
  if (identity === undefined || 'ZX'.includes(state)) return undefined;
  return { pid, identity, parent: Number(parent), group: Number(group), session: Number(session) };
}

/** The start time in `/proc/PID/stat`, also of a process that has ended and is not reaped; undefined for no process. */
export function startTime(stat: string): string | undefined {
  return fieldsOf(stat)[19];
}

/** From the third field on, which is the state. */
function fieldsOf(stat: string): string[] {
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Processes as macOS's `ps` lists them; it has no sessions to show, so that their groups stand in. */
export async function listProcesses(which: readonly string[]): Promise<ProcessEntry[]> {
  const env = { ...process.env, LC_ALL: 'C' };
  const columns = ['-o', 'pid=,ppid=,pgid=,stat=,lstart='];
  const { stdout } = await runTool('/bin/ps', [...columns, ...which], { env, signal: NEVER });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, group, state = '', started = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith('Z')) return [];
    const identity = String(Math.floor(Date.parse(started) / 1000));
    return [
      { pid: Number(pid), identity, parent: Number(parent), group: Number(group), session: Number(group) },
    ];
  });
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
