import type * as vscode from 'vscode';
import type { MachineRegistry } from '../../machine/machineRegistry';
import type { CommandId } from '../editor/commandTable';
import { loadTranslations } from '../editor/translations';
import type { Services } from '../services';
import type { FoundCrash } from '../sessions/foundCrash';
import { NoMachinePty } from './noMachinePty';
import { OutputCommands } from './output/outputCommands';
import { OutputEditors } from './output/outputEditors';
import { OutputThread } from './output/outputThread';
import { pauseOutput } from './pauseOutput';
import { selectTimestamps, toggleTimestamps } from './timestamps/timestamps';

loadTranslations();

type Run = (...args: unknown[]) => Promise<unknown>;
/** What each command of this bundle does, and what its documents show. */
export type Console = ReturnType<typeof createConsole>;

/**
 * Called once a window, when a command of this bundle is first run.
 * @param crashes The window's last crashes, as they come.
 * @param tell Tells the editor that a document has changed.
 */
export function createConsole(
  services: Services,
  crashes: readonly FoundCrash[],
  tell: (uri: vscode.Uri) => void,
) {
  const thread = new OutputThread(services.tasks, services.context.asAbsolutePath('dist/searchWorker.js'));
  const editors = new OutputEditors(services, thread, crashes, tell);
  const output = new OutputCommands(services, editors, thread);
  const commands = {
    'qemu.openSerialOutput': (...args) => output.open(args),
    'qemu.openAllSerialOutput': (...args) => output.openAll(args),
    'qemu.findInSerialOutput': (...args) => output.find(args),
    'qemu.goToTime': (...args) => output.goToTime(args),
    'qemu.saveSerialOutput': (...args) => output.save(args),
    'qemu.changeEncoding': (...args) => output.changeEncoding(args),
    'qemu.olderSerialOutput': () => output.turn('older'),
    'qemu.newerSerialOutput': () => output.turn('newer'),
    'qemu.followSerialOutput': () => output.turn('end'),
    'qemu.nextCrash': () => output.goToCrash(true),
    'qemu.previousCrash': () => output.goToCrash(false),
    'qemu.pauseOutput': (...args) => pauseOutput(services, args, (stream) => stream.pauseOutput()),
    'qemu.resumeOutput': (...args) => pauseOutput(services, args, (stream) => stream.resumeOutput()),
    'qemu.toggleTimestamps': (...args) => toggleTimestamps(services, editors.active, args),
    'qemu.selectTimestamps': (...args) => selectTimestamps(services, editors.active, args),
  } satisfies Partial<Record<CommandId, Run>>;
  return { commands, text: (uri: vscode.Uri) => editors.text(uri) };
}

/** The terminal of somebody who asked for a port when no machine was running. @param dismissed Whether a picker was closed instead. */
export function noMachinePty(registry: MachineRegistry, dismissed: boolean): vscode.Pseudoterminal {
  return new NoMachinePty(registry, dismissed);
}
