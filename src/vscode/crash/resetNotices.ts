import * as vscode from 'vscode';
import { isCancelled, raceAbort } from '../../concurrency/abort';
import { messageOf } from '../../concurrency/messageOf';
import type { Machine } from '../../machine/machine';
import { explainNextReset, knowsTripleFaults, withInterrupts } from '../../machine/resets/lastReset';
import { pauseAtNextReset } from '../../machine/resets/pauseAtReset';
import { notice, noticeWhile } from '../editor/notices';
import type { Services } from '../services';

/** Tells that a guest resets itself again and again, with what can be done about it. Never throws. */
export async function tellOfLoop(machine: Machine, signal: AbortSignal): Promise<void> {
  const stop = vscode.l10n.t('Stop');
  const pause = vscode.l10n.t('Pause at Next Reset');
  const explain = vscode.l10n.t('Explain');
  const canExplain = knowsTripleFaults(machine) && !machine.config.log.items.includes('int');
  const text = vscode.l10n.t('The guest of "{0}" resets itself again and again.', machine.name);
  const buttons = [pause, stop, ...(canExplain ? [explain] : [])];
  try {
    const chosen = await raceAbort(notice('Warning', text, ...buttons), signal);
    if (machine.state === 'stopping' || machine.state === 'stopped') return;
    if (chosen === stop) await machine.stop();
    else if (chosen === pause) await pauseAtNextReset(machine, signal);
    else if (chosen === explain) await explainLoop(machine, signal);
  } catch (error) {
    if (!isCancelled(error)) void notice('Error', messageOf(error));
  }
}

async function explainLoop(machine: Machine, signal: AbortSignal): Promise<void> {
  const title = vscode.l10n.t('Waiting for the next reset of {0}', machine.name);
  const text = await noticeWhile(title, signal, (inner) => explainNextReset(machine, inner));
  const told = text ?? vscode.l10n.t('It was no triple fault: the guest asked for the reset.');
  machine.tell(told, true);
  void notice('Information', told);
}

/**
 * Offers to run a PC once more with its interrupts logged, when its reset has ended it before it was `ready`. Without
 * `ready`, nobody knows whether the reset was how it should end.
 */
export async function offerInterruptLog(
  { launcher }: Services,
  machine: Machine,
  signal: AbortSignal,
): Promise<void> {
  const { ready, log } = machine.config;
  const report = await raceAbort(machine.exit, signal);
  if (report.requested || report.shutdownReason !== 'guest-reset' || !knowsTripleFaults(machine)) return;
  if (ready === undefined || log.items.includes('int') || (await machine.ready)) return;
  const again = vscode.l10n.t('Run Again with Interrupt Log');
  const text = vscode.l10n.t(
    'The guest of "{0}" has reset itself before it was ready. A triple fault does that, too.',
    machine.name,
  );
  const chosen = await raceAbort(notice('Warning', text, again), signal);
  if (chosen !== again) return;
  const config = { ...machine.config, log: { ...log, items: withInterrupts(log.items) } };
  const source = new vscode.CancellationTokenSource();
  try {
    await launcher.launchResolved(config, {}, source.token);
  } catch {
    // Its terminal says why it did not start.
  } finally {
    source.dispose();
  }
}
