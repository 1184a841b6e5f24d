import * as vscode from 'vscode';
import type { TerminalStream } from '../../serial/client';
import { pickPort } from './pickPort';
import type { CommandId } from '../editor/commandTable';
import type { Services } from '../services';
import { command } from '../editor/command';

/** "QEMU: Freeze Output" and "Unfreeze Output" of a terminal. The guest runs on, and nothing is lost. */
export function register(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    onStreams(services, 'qemu.pauseOutput', (stream) => stream.pauseOutput()),
    onStreams(services, 'qemu.resumeOutput', (stream) => stream.resumeOutput()),
  );
}

function onStreams(
  services: Services,
  id: CommandId,
  act: (stream: TerminalStream) => void,
): vscode.Disposable {
  return command(services, id, async (machineArgument, portArgument) => {
    const picked = await pickPort(services, machineArgument, portArgument);
    if (!picked) return;
    const streams = services.terminals.streams(picked.port);
    if (streams.length === 0)
      throw new Error(vscode.l10n.t('No terminal shows {0}.', picked.port.serial.name));
    for (const stream of streams) act(stream);
  });
}
