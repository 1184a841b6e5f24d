/**
 * The guard: a small process of its own that outlives an extension host which is killed, and ends and removes what
 * that one has left. Run as `guard.js BASE PID IDENTITY`, with the base directory of the host's machines and the host
 * itself. The host holds the other end of our standard input; the kernel closes it whenever and however the host
 * ends. A word on it means that the host needs us no more.
 *
 * All that we do is a sweep for that one owner, so we need not be told of machines that come and go, and nothing
 * but a machine's directory can be removed.
 *
 * We stay out of what ends the host: we run in a session of our own, and ignore signals.
 */
import { delay, NEVER } from '../../concurrency/timeout';
import { Logger } from '../../log/logger';
import { sweepDirectory } from '../directory/sweep';
import { isStillRunning, type ProcessId } from '../processes/processIdentity';

/** A host that is being killed closes its files before it has ended. In milliseconds. */
const LOOK_MS = 20;
const HOST_END_MS = 20_000;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

void guard();

async function guard(): Promise<void> {
  const [base = '', pid = '', identity = ''] = process.argv.slice(2);
  const host = { pid: Number(pid), identity };
  if (!(await saysGoodbye()) && (await hasGone(host))) {
    // Nobody is left to read what we would say; writing it would end us.
    await sweepDirectory(base, new Logger(() => undefined, 'guard'), NEVER, host);
  }
  process.exit(0);
}

/** Waits for the end of our input. @returns whether something came on it. */
async function saysGoodbye(): Promise<boolean> {
  // An error is an end like any other.
  return await new Promise((resolve) => {
    process.stdin
      .once('data', () => resolve(true))
      .once('end', () => resolve(false))
      .once('error', () => resolve(false));
  });
}

async function hasGone(host: ProcessId): Promise<boolean> {
  for (const until = performance.now() + HOST_END_MS; performance.now() < until;) {
    if (!(await isStillRunning(host))) return true;
    await delay(LOOK_MS, NEVER);
  }
  return false;
}
