import * as vscode from 'vscode';
import type { TerminalStream } from '../../serial/client';
import { pickPort } from '../commands/pickPort';
import type { Services } from '../services';

/** "QEMU: Freeze Serial Output" and "Unfreeze Serial Output" of a terminal. The guest runs on, and nothing is lost. */
export async function pauseOutput(
  services: Services,
  args: readonly unknown[],
  act: (stream: TerminalStream) => void,
): Promise<void> {
  const picked = await pickPort(services, ...args);
  if (!picked) return;
  const streams = services.terminals.streams(picked.port);
  if (streams.length === 0) throw new Error(vscode.l10n.t('No terminal shows {0}.', picked.port.serial.name));
  for (const stream of streams) act(stream);
}
