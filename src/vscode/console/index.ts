import * as vscode from 'vscode';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type { Services } from '../services';
import type { FoundCrash } from '../sessions/foundCrash';
import type * as main from './main';

/** The commands of `dist/console.js`, which is loaded at the first of them. */
const COMMANDS = [
  'qemu.pauseOutput',
  'qemu.resumeOutput',
  'qemu.openSerialOutput',
  'qemu.openAllSerialOutput',
  'qemu.findInSerialOutput',
  'qemu.goToTime',
  'qemu.saveSerialOutput',
  'qemu.changeEncoding',
  'qemu.olderSerialOutput',
  'qemu.newerSerialOutput',
  'qemu.followSerialOutput',
  'qemu.nextCrash',
  'qemu.previousCrash',
  'qemu.toggleTimestamps',
  'qemu.selectTimestamps',
] as const satisfies (keyof main.ConsoleCommands)[];

/** Shown in documents with what their ports have said. */
const MOST_CRASHES = 20;

/** What is done with the output of ports: frozen, shown with times, as a document, searched and saved. */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof main>(services.context, 'console');
  let created: main.ConsoleCommands | undefined;
  const crashes: FoundCrash[] = [];
  const commands = (): main.ConsoleCommands => (created ??= bundle().createConsole(services, crashes));
  return vscode.Disposable.from(
    services.crashes.event((crash) => {
      crashes.push(crash);
      if (crashes.length > MOST_CRASHES) crashes.shift();
    }),
    ...COMMANDS.map((id) => command(services, id, (...args) => commands()[id](...args))),
  );
}
