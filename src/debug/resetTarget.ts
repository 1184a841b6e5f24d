import { asRecord } from '../machine/qmp/messages';
import type { DebugTarget } from './target';

/** QEMU resets on the next turn of its main loop; each question lets it take one. */
const TURNS = 200;

/**
 * Resets a machine that stands still and leaves it before its first instruction.
 * @param postMortem Whether it was told to stop instead of resetting, which would apply to this reset as well.
 * @throws what QEMU says; when it does not reset.
 */
export async function resetTarget(target: DebugTarget, postMortem: boolean): Promise<void> {
  if (postMortem) await target.qmp('set-action', { reboot: 'reset' });
  try {
    await target.qmp('system_reset');
    await untilReset(target);
  } finally {
    if (postMortem) await target.qmp('set-action', { reboot: 'shutdown' });
  }
}

async function untilReset(target: DebugTarget): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) {
    if (asRecord(await target.qmp('query-status'))['status'] === 'prelaunch') return;
  }
  throw new Error(`${target.name} does not reset.`);
}
