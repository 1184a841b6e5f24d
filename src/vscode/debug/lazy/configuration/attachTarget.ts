import * as vscode from 'vscode';
import { nameOf } from '../../../../config/names';
import { localQemus } from '../../../../machine/external/localQemus';
import type { Machine } from '../../../../machine/machine';
import { attachEntry } from '../../../../machine/paste/attachEntry';
import { pickMachine } from '../../../commands/pickMachine';
import type { Services } from '../../../services';
import { escapeIcons } from '../../../editor/escapedText';

interface Target extends vscode.QuickPickItem {
  /** What the configuration needs to name it. */
  readonly fields?: object;
}

/**
 * What an attach configuration that names nothing is for: the only machine of this window that nobody debugs; else what
 * the person picks among those and the QEMUs of this computer that can be reached.
 * @returns undefined when there is nothing (the person has been told), or nothing was picked.
 */
export async function withTarget(
  services: Services,
  written: vscode.DebugConfiguration,
): Promise<vscode.DebugConfiguration | undefined> {
  const isFree = (machine: Machine): boolean => services.debugging.of(machine) === undefined;
  const own = services.registry.machines.filter(isFree);
  const others = own.length === 1 ? [] : await reachable(services);
  if (others.length === 0) {
    const machine = await pickMachine(services, undefined, {
      where: isFree,
      otherwise: vscode.l10n.t('All running machines are already being debugged.'),
    });
    return machine && { ...written, machine: machine.id };
  }
  const picked = await vscode.window.showQuickPick([...own.map(ofThisWindow), ...others], {
    placeHolder: vscode.l10n.t('Select what to attach to'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked && { ...picked.fields, ...written };
}

function ofThisWindow({ id, name, pid }: Machine): Target {
  return { label: `$(vm-running) ${escapeIcons(name)}`, description: String(pid), fields: { machine: id } };
}

/** QEMUs that somebody else has started, with a stub or a monitor that listens. */
async function reachable({ registry, tasks }: Services): Promise<Target[]> {
  const own = new Set(registry.machines.map(({ pid }) => pid));
  const running = await localQemus(tasks.signal, own);
  return running.flatMap(({ pid, args, directory }) => {
    const fields = attachEntry(args, directory);
    if (!fields) return [];
    return [
      {
        label: `$(server-process) ${escapeIcons(nameOf({ args }))}`,
        description: String(pid),
        detail: escapeIcons(args.join(' ')),
        fields,
      },
    ];
  });
}
