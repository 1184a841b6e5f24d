import { isStillRunning } from '../guard/processIdentity';

/** How often a process that is not our child is looked at, in milliseconds: nobody tells us when it ends. */
const LOOK_EACH_MS = 25;

/**
 * Ends a process that is not our child, if it still is the one that had this start time: SIGTERM, and SIGKILL when
 * it has not ended in time. For the guard and the sweep; a machine's own QEMU has its ladder.
 */
export async function endProcess(pid: number, identity: string, termMs: number): Promise<void> {
  for (const [signal, waitMs] of [['SIGTERM', termMs] as const, ['SIGKILL', 1000] as const]) {
    if (!(await isStillRunning(pid, identity))) return;
    try {
      process.kill(pid, signal);
    } catch {
      return; // Gone between the look and the signal.
    }
    await waitForEnd(pid, identity, waitMs);
  }
}

async function waitForEnd(pid: number, identity: string, waitMs: number): Promise<void> {
  const until = Date.now() + waitMs;
  while (Date.now() < until && (await isStillRunning(pid, identity))) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EACH_MS));
  }
}
