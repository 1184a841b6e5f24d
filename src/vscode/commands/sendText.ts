import * as vscode from 'vscode';
import { pickPort } from './pickPort';
import type { Services } from '../services';
import { command } from '../editor/command';

const LINE_ENDS = { cr: '\r', lf: '\n', crlf: '\r\n' } as const;

/**
 * "QEMU: Send Text…": a line, with what Enter sends on this port. Arguments for keyboard shortcuts: machine, port,
 * and the text, which is then sent as it is.
 */
export function register(services: Services): vscode.Disposable {
  return command(services, 'qemu.sendText', async (machineArgument, portArgument, textArgument) => {
    const picked = await pickPort(services, machineArgument, portArgument);
    if (!picked) return;
    const { serial, config } = picked.port;
    if (typeof textArgument === 'string') {
      await serial.send(textArgument, services.tasks.signal);
      return;
    }
    const line = await vscode.window.showInputBox({
      title: vscode.l10n.t('Send Text to {0}', serial.name),
      prompt: vscode.l10n.t('Sent as one line, as if typed.'),
    });
    if (line !== undefined) await serial.send(line + LINE_ENDS[config.newline], services.tasks.signal);
  });
}
