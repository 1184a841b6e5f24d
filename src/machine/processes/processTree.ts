import { MachineMarks } from './marks';
import type { ProcessEntry, ProcessId } from './processIdentity';
import { inTurns, processTable } from './processTable';

/** Where a machine's processes come from. */
export interface TreeRoot {
  /** The machine's directory. */
  readonly directory: string;
  /** The process that we started, which led a session of its own, whether it still runs or not. */
  readonly leader?: ProcessId | undefined;
  /** Processes that were found earlier: one that hides well is the leader's child only while the leader runs. */
  readonly known?: readonly ProcessId[] | undefined;
  /** The start time of a process that is older than all of the tree, such as its owner. */
  readonly since?: string | undefined;
}

/**
 * All running processes of a machine: what was started for its directory, all that they have started, and the
 * session of the leader. A script, a wrapper, a program that forks and ends: they are found all the same.
 */
export async function treeMembers({
  directory,
  leader,
  known = [],
  since,
}: TreeRoot): Promise<ProcessEntry[]> {
  const table = await processTable();
  const oldest = Number(leader?.identity ?? since ?? 0);
  const young = table.filter(({ pid, identity }) => pid !== process.pid && Number(identity) >= oldest);
  const marked = new Set<number>();
  if (process.platform === 'linux') {
    const marks = new MachineMarks(directory);
    for await (const { pid } of inTurns(young)) if (marks.has(pid)) marked.add(pid);
  }
  for (const { pid, identity } of young) {
    if (known.some((one) => one.pid === pid && one.identity === identity)) marked.add(pid);
  }
  return membersOf(young, marked, leader);
}

/** The processes that belong to some of them, or to the session of a leader. Pure. */
export function membersOf(
  table: readonly ProcessEntry[],
  marked: ReadonlySet<number>,
  leader: ProcessId | undefined,
): ProcessEntry[] {
  const sessions = new Set<number>();
  // While anyone is in a session its number is not given again; afterwards it may be another process's.
  const stranger = table.some(({ pid, identity }) => pid === leader?.pid && identity !== leader.identity);
  if (leader && !stranger) sessions.add(leader.pid);
  const members = new Set(marked);
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const { pid, parent, session } of table) {
      if (members.has(parent) || sessions.has(session)) members.add(pid);
      if (members.has(pid) && session === pid) sessions.add(session);
    }
  }
  return table.filter(({ pid }) => members.has(pid));
}
