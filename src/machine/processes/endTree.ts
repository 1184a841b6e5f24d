import { delay, NEVER } from '../../concurrency/timeout';
import type { Logger } from '../../log/logger';
import { isStillRunning, type ProcessEntry } from './processIdentity';
import { treeMembers, type TreeRoot } from './processTree';

/** How often processes that are not our children are looked at, in milliseconds: nothing tells us when they end. */
const LOOK_MS = 25;
/** From SIGTERM to SIGKILL, in milliseconds. */
export const TERM_MS = 1500;
/** What the kernel needs to end a process, in milliseconds; more on a computer that swaps. */
const KILL_MS = 2000;
/** A tree that grows while it is being ended is looked at again, but not for ever. */
const ROUNDS = 5;

/**
 * Ends every process of a machine: SIGTERM, and SIGKILL for those that have not ended in time, until none is found.
 * @param termMs Milliseconds from SIGTERM to SIGKILL.
 * @returns how many there were. Those that cannot be ended, as they run as another user, are logged.
 */
export async function endTree(root: TreeRoot, log: Logger, termMs = TERM_MS): Promise<number> {
  const seen = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    const members = await treeMembers(root);
    if (members.length === 0) return seen.size;
    for (const { pid } of members) seen.add(pid);
    if (round === 0) {
      log.warn(`ending ${members.map(({ pid }) => pid).join(', ')}, left of ${root.directory}`);
      await signalAll(members, 'SIGTERM', termMs);
    } else await signalAll(members, 'SIGKILL', KILL_MS);
  }
  const left = await treeMembers(root);
  if (left.length > 0) {
    log.error(`cannot end ${left.map(({ pid }) => pid).join(', ')}: does it run as another user?`);
  }
  return seen.size;
}

async function signalAll(
  members: readonly ProcessEntry[],
  signal: NodeJS.Signals,
  waitMs: number,
): Promise<void> {
  const sent = await Promise.all(members.map((member) => send(member, signal)));
  const until = performance.now() + (sent.includes(true) ? waitMs : 0);
  while (performance.now() < until) {
    const running = await Promise.all(members.map(isStillRunning));
    if (!running.includes(true)) return;
    await delay(LOOK_MS, NEVER);
  }
}

/** @returns whether it was sent: not to a process that has ended or runs as another user. */
async function send(member: ProcessEntry, signal: NodeJS.Signals): Promise<boolean> {
  if (!(await isStillRunning(member))) return false;
  try {
    process.kill(member.pid, signal);
    // One that was stopped with SIGSTOP would not hear it.
    if (signal === 'SIGTERM') process.kill(member.pid, 'SIGCONT');
    return true;
  } catch {
    return false;
  }
}
