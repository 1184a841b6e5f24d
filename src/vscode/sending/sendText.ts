import * as vscode from 'vscode';
import type { Services } from '../services';
import { LINE_ENDS, pickTarget } from './target';

/**
 * "QEMU: Send Text…": a line, with what Enter sends on this port. Further argument: `text`, which is then sent as it
 * is.
 */
export async function sendText(services: Services, args: readonly unknown[]): Promise<void> {
  const target = await pickTarget(services, args, 'text');
  if (!target) return;
  const { serial, config } = target.port;
  if (typeof target.given.text === 'string') {
    await serial.send(target.given.text, services.tasks.signal);
    return;
  }
  const line = await vscode.window.showInputBox({
    title: vscode.l10n.t('Send Text to {0}', serial.name),
    prompt: vscode.l10n.t('Sent as one line, as if typed.'),
  });
  if (line !== undefined) await serial.send(line + LINE_ENDS[config.newline], services.tasks.signal);
}
