import * as vscode from 'vscode';
import type { ExternalPorts } from '../../../../machine/external/externalPorts';
import type { ExternalGuest } from '../../../sessions/guest';
import { portTitle } from './externalTerminals';

/** The guest of an external QEMU, for those who tell of crashes. */
export function externalGuest(
  name: string,
  opened: ExternalPorts,
  session: vscode.DebugSession,
): ExternalGuest {
  return {
    name,
    session,
    ports: opened.ports.map(({ serial }) => ({ name: serial.name, serial })),
    exit: Promise.all(opened.ports.map(({ ended }) => ended)),
    onDidFindCrash: opened.onDidFindCrash,
    show: (port) => {
      const title = portTitle(name, port);
      vscode.window.terminals.find((terminal) => terminal.name === title)?.show();
      return Promise.resolve();
    },
  };
}
