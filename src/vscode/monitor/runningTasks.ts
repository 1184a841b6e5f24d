import * as vscode from 'vscode';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type * as monitor from './main';
import type { Services } from '../services';

const SCHEME = 'qemu-tasks';

/** "QEMU: Show Running Tasks": the live tree of all that runs, in a read-only document. */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof monitor>(services.context, 'monitor');
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let made: monitor.RunningTasksView | undefined;
  const view = (): monitor.RunningTasksView =>
    (made ??= new (bundle().RunningTasksView)(services, SCHEME, changed));
  return vscode.Disposable.from(
    changed,
    { dispose: () => made?.dispose() },
    // A window that was reloaded may show it already: then its text is asked for.
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => view().text(),
    }),
    command(services, 'qemu.showTasks', () => view().show()),
  );
}
