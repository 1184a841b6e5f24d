import * as vscode from 'vscode';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import type { Services } from '../services';
import { MACHINES_COMMANDS } from './commandIds';
import type * as main from './main';
import type { TreeNode } from './view/nodes';

/** As in package.json. */
const VIEW = 'qemu.machines';

/**
 * The view of machines and kept runs, the item in the status bar, and restarting. All of it is in `dist/machines.js`, a bundle of its own
 * that is loaded with the first machine, or when the view is first opened.
 */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof main>(services.context, 'machines');
  const changed = new vscode.EventEmitter<undefined>();
  let made: main.MachineFeatures | undefined;
  const features = (): main.MachineFeatures =>
    (made ??= bundle().createMachineFeatures(services, view, changed));
  const view = vscode.window.createTreeView<TreeNode>(VIEW, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (node) => features().tree.children(node),
      getTreeItem: (node) => features().tree.item(node),
    },
  });
  services.registry.keepRun = (run) => features().runs.keep(run);
  services.registry.findKept = (machine) => features().runs.findKept(machine);
  // In a turn of its own: the first machine waits for nothing.
  const first = services.registry.onDidChange(() => {
    if (!made) setImmediate(features);
  });
  return vscode.Disposable.from(
    first,
    view,
    changed,
    { dispose: () => made?.dispose() },
    vscode.workspace.registerTextDocumentContentProvider('qemu-run', {
      provideTextDocumentContent: (uri, token) => features().documents.text(uri, token),
    }),
    ...MACHINES_COMMANDS.map((id) => command(services, id, (...args) => features().commands[id](...args))),
  );
}
