import { join } from 'node:path';
import type * as vscode from 'vscode';
import { RunStore } from '../../machine/runs/runStore';
import { currentSettings } from '../editor/settings';
import { loadTranslations } from '../editor/translations';
import type { Services } from '../services';
import { showActions } from '../status/machineMenu';
import { MachineStatus } from '../status/statusBar';
import type { MachinesCommand } from './commandIds';
import { Restarts } from './restart/restarts';
import { runCommands } from './runs/runCommands';
import { RunDocuments } from './runs/runDocuments';
import { watchSilence } from './silenceWatch';
import { copyCommandLine } from './copyCommandLine';
import { MachineTree } from './view/machineTree';
import type { TreeNode } from './view/nodes';

/** Everything that `dist/machines.js` holds. */
export interface MachineFeatures {
  readonly tree: MachineTree;
  readonly runs: RunStore;
  readonly documents: RunDocuments;
  readonly commands: Readonly<Record<MachinesCommand, (...args: unknown[]) => Promise<unknown>>>;
  dispose(): void;
}

const BYTES_PER_MEGABYTE = 1_000_000;

/** Called once a window, when it is first asked for. */
export function createMachineFeatures(
  services: Services,
  view: vscode.TreeView<TreeNode>,
  changed: vscode.EventEmitter<undefined>,
): MachineFeatures {
  loadTranslations();
  const runs = openRuns(services);
  const status = new MachineStatus(services);
  const silence = watchSilence(services);
  const restarts = new Restarts(services, runs);
  const documents = new RunDocuments(services, runs);
  const tree = new MachineTree(services, runs, view, changed);
  return {
    tree,
    runs,
    documents,
    commands: {
      'qemu.restart': (argument) => restarts.restart(argument),
      'qemu.copyCommandLine': (argument) => copyCommandLine(services, runs, argument),
      'qemu.showMachineActions': () => showActions(services.registry),
      ...runCommands(services, runs, documents),
    },
    dispose: () => {
      status.dispose();
      restarts.dispose();
      silence.dispose();
      tree.dispose();
    },
  };
}

/** Runs of a window without a folder are kept where those of all such windows are. */
function openRuns({ context, tasks, log }: Services): RunStore {
  const storage = context.storageUri ?? context.globalStorageUri;
  return new RunStore({
    directory: join(storage.fsPath, 'runs'),
    tasks,
    log: log.from('runs'),
    limits: () => {
      const { settings } = currentSettings();
      return { most: settings['runs.keep'], bytes: settings['runs.limit'] * BYTES_PER_MEGABYTE };
    },
  });
}
