import type { ChildProcess, Rung } from '../../concurrency/childProcess';
import { kill, terminate } from '../../concurrency/childProcess';
import { MONITOR_ID } from '../monitorId';
import { asRecord } from '../qmp/messages';
import { QmpClosedError, type QmpClient } from '../qmp/client';

export interface LadderParts {
  readonly child: ChildProcess;
  /** Undefined while there is none, as during a start. */
  readonly qmp: QmpClient | undefined;
  /** Whether any port is a socket, which an unread PL011 can block QEMU with. */
  readonly socketPorts: boolean;
  /** A guest that does not run cannot hear its power button. */
  readonly guestRuns: boolean;
  readonly powerdownSeconds: number;
  readonly quitSeconds: number;
  readonly terminateSeconds: number;
}

/** A QEMU whose main loop is blocked answers out of band at once; one that does not is stopped altogether. */
const YANK_MS = 500;

/** What the kernel needs to end a process, kept back from a budget, in milliseconds. */
const KILL_MS = 300;

/**
 * The stop ladder: power button (if wanted), `quit`, out-of-band yank for socket ports, SIGTERM, SIGKILL. A second
 * Stop jumps to `SIGTERM`.
 * @param budgetMs All rungs together take no longer; the power button is left out then, since it is the guest's
 * business how long it takes.
 */
export function stopLadder(parts: LadderParts, budgetMs?: number): readonly Rung[] {
  const { child, socketPorts } = parts;
  const qmp = parts.qmp?.isOpen ? parts.qmp : undefined;
  const rungs: Rung[] = [];
  const powerdownMs = parts.powerdownSeconds * 1000;
  if (qmp && powerdownMs > 0 && parts.guestRuns && budgetMs === undefined) {
    rungs.push({
      name: 'powerdown',
      waitMs: powerdownMs,
      act: (signal) => tell(qmp, 'system_powerdown', signal),
    });
  }
  if (qmp) {
    const quitMs = parts.quitSeconds * 1000 - (socketPorts ? YANK_MS : 0);
    rungs.push({ name: 'quit', waitMs: Math.max(quitMs, 0), act: (signal) => tell(qmp, 'quit', signal) });
    if (socketPorts && qmp.hasOob) {
      rungs.push({ name: 'yank', waitMs: YANK_MS, act: (signal) => yank(qmp, signal) });
    }
  }
  rungs.push(terminate(child, parts.terminateSeconds * 1000));
  return [...shorten(rungs, budgetMs), kill(child)];
}

function shorten(rungs: readonly Rung[], budgetMs: number | undefined): readonly Rung[] {
  if (budgetMs === undefined) return rungs;
  const total = rungs.reduce((sum, { waitMs }) => sum + waitMs, 0);
  const factor = Math.min(1, Math.max(0, budgetMs - KILL_MS) / Math.max(total, 1));
  return rungs.map((rung) => ({ ...rung, waitMs: Math.floor(rung.waitMs * factor) }));
}

/**
 * The connection is kept: QEMU drops a `quit` that is still in a connection which its peer closes. An end of the
 * stream instead of an answer is the effect that was wanted, and not a rung that failed.
 */
async function tell(qmp: QmpClient, command: string, signal: AbortSignal): Promise<void> {
  try {
    await qmp.execute(command, {}, { signal });
  } catch (error) {
    if (!(error instanceof QmpClosedError)) throw error;
  }
}

/** Cuts every yankable chardev but the monitor; a device that waits for its reader goes on, and `quit` is heard. */
async function yank(qmp: QmpClient, signal: AbortSignal): Promise<void> {
  const found = await qmp.execute('query-yank', {}, { signal, oob: true });
  const instances = (Array.isArray(found) ? found : []).filter(
    (instance) => asRecord(instance)['id'] !== MONITOR_ID,
  );
  if (instances.length === 0) throw new Error('nothing to cut off');
  await qmp.execute('yank', { instances }, { signal, oob: true });
}
