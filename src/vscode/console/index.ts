import * as vscode from 'vscode';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type { Services } from '../services';
import type { FoundCrash } from '../sessions/foundCrash';
import { OUTPUT_SCHEME } from '../editor/outputScheme';
import type * as main from './main';
import { OutputFiles } from './outputFiles';

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
] as const satisfies (keyof main.Console['commands'])[];

/** Shown in documents with what their ports have said. */
const MOST_CRASHES = 20;

/** What is done with the output of ports: frozen, shown with times, as a document, searched and saved. */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof main>(services.context, 'console');
  let created: main.Console | undefined;
  const crashes: FoundCrash[] = [];
  const made = (): main.Console =>
    (created ??= bundle().createConsole(services, crashes, (uri) => files.tell(uri)));
  // From the start: the editor asks for what a tab has shown before its window was reloaded.
  const files = new OutputFiles((uri) => made().text(uri));
  return vscode.Disposable.from(
    services.crashes.event((crash) => {
      crashes.push(crash);
      if (crashes.length > MOST_CRASHES) crashes.shift();
    }),
    vscode.workspace.registerFileSystemProvider(OUTPUT_SCHEME, files, {
      isReadonly: true,
      isCaseSensitive: true,
    }),
    ...COMMANDS.map((id) => command(services, id, (...args) => made().commands[id](...args))),
  );
}
