import type { GdbLink } from '../gdbLink';

/** More vCPUs than this are not looked at. */
const MOST_VCPUS = 64;

/** How many callers of each vCPU are looked at for a name that speaks of a panic. */
const DEPTH = 12;

/** Functions that kernels call when they cannot go on. */
const PANIC = /(?:^|_|\b)(?:panic|die|oops|bug|abort|fatal|crash|BUG|Panic|do_exit)(?:$|_|\b)/;

/** The one-byte and two-byte forms of OUT on x86, which stand right before the address of a vCPU that has just written. */
const OUT_DX = /e[ef]$/;
const OUT_IMMEDIATE = /e[67]..$/;

/**
 * The vCPU that made the machine stop, when it was one of them that asked for it: by a panic device, a reset or a
 * power port. QEMU does not say which, and its stub names the one that was looked at last.
 * @param reported The one that the stub names.
 * @returns the one that has just written to a port, else one with a panic among its callers, else `reported`.
 */
export async function culprit(link: GdbLink, reported: number): Promise<number> {
  interface Thread {
    readonly id: string;
    readonly details?: string;
  }
  const { threads } = await link.send<{ threads: readonly Thread[] }>('-thread-info');
  const awake = threads.filter(({ details }) => !/halted/.test(details ?? '')).slice(0, MOST_VCPUS);
  const ids = awake.map(({ id }) => Number(id));
  const [only] = ids;
  if (only === undefined || ids.length === 1) return only ?? reported;
  const ordered = [reported, ...ids.filter((id) => id !== reported)].filter((id) => ids.includes(id));
  for (const looks of [wroteToPort, panics])
    for (const id of ordered) if (await looks(link, id).catch(() => false)) return id;
  return reported;
}

async function wroteToPort(link: GdbLink, id: number): Promise<boolean> {
  const { frame } = await link.send<{ frame: { arch?: string } }>(
    `-stack-info-frame --thread ${id} --frame 0`,
  );
  if (frame.arch !== undefined && !/^i[3-8]86/.test(frame.arch)) return false;
  const { memory } = await link.send<{ memory: readonly { contents: string }[] }>(
    `-data-read-memory-bytes --thread ${id} --frame 0 "$pc - 2" 2`,
  );
  const before = memory[0]?.contents ?? '';
  return OUT_DX.test(before) || OUT_IMMEDIATE.test(before);
}

async function panics(link: GdbLink, id: number): Promise<boolean> {
  const { stack } = await link.send<{ stack: readonly { func?: string }[] }>(
    `-stack-list-frames --thread ${id} 0 ${DEPTH - 1}`,
  );
  return stack.some(({ func }) => func !== undefined && PANIC.test(func));
}
