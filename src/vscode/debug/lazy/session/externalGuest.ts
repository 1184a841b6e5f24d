import type * as vscode from 'vscode';
import type { ExternalPorts } from '../../../../machine/external/externalPorts';
import type { ExternalGuest } from '../../../sessions/guest';

/**
 * The guest of an external QEMU, for those who tell of crashes and make links.
 * @param terminals One for each port, in their order.
 */
export function externalGuest(
  name: string,
  opened: ExternalPorts,
  terminals: readonly vscode.Terminal[],
  session: vscode.DebugSession,
): ExternalGuest {
  const { ports, images, onDidFindCrash } = opened;
  return {
    name,
    session,
    terminals,
    ports: ports.map(({ serial }) => ({ name: serial.name, serial })),
    exit: Promise.all(ports.map(({ ended }) => ended)),
    onDidFindCrash,
    onDidTellLoads: images.onDidTellLoads,
    get loads() {
      return images.loads;
    },
    show: (port) => {
      terminals[ports.findIndex(({ serial }) => serial.name === port)]?.show();
      return Promise.resolve();
    },
  };
}
