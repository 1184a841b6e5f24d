import * as vscode from 'vscode';
import type { Services } from '../../services';
import { pickTarget } from '../target';
import { hexBytes } from './hexBytes';

/** "QEMU: Send Hexadecimal Bytes…". Further argument: `hex`. */
export async function sendHex(services: Services, args: readonly unknown[]): Promise<void> {
  const target = await pickTarget(services, args, 'hex');
  if (!target) return;
  const { serial } = target.port;
  const { hex } = target.given;
  const text = typeof hex === 'string' ? hex : await ask(serial.name);
  if (text === undefined) return;
  const bytes = hexBytes(text);
  if (!bytes) throw new Error(notHex(text));
  await serial.send(bytes, services.tasks.signal);
}

async function ask(port: string): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    title: vscode.l10n.t('Send Hexadecimal Bytes to {0}', port),
    prompt: vscode.l10n.t('Two digits for each byte, such as 1b 5b 41.'),
    validateInput: (text) => (text.trim() === '' || hexBytes(text) ? undefined : notHex(text)),
  });
}

/** @param text Of which as much is told as fits. */
export function notHex(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return vscode.l10n.t('"{0}" is no row of hexadecimal bytes, such as 1b 5b 41.', shown);
}
