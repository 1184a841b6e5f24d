import * as vscode from 'vscode';
import { isObject } from '../../config/shape';
import { command } from '../editor/command';
import { lazyBundle } from '../editor/lazyBundle';
import { EDITOR_FILES, type EditorFile } from '../files/editorFiles';
import { writtenLists } from '../files/writtenLists';
import type { Services } from '../services';
import type * as main from './main';

/**
 * Runs that are judged: tasks with steps or tests, and the Test Explorer. All of it is in `dist/tests.js`, a bundle of its own that
 * is loaded when a configuration of the workspace has tests, or a machine with steps or tests is started.
 */
export function register(services: Services): vscode.Disposable {
  const bundle = lazyBundle<typeof main>(services.context, 'tests');
  let created: main.TestFeatures | undefined;
  const features = (): main.TestFeatures => (created ??= bundle().createTestFeatures(services));
  services.launcher.planRun = (...order) => features().planRun(...order);
  services.verbs.runSteps = (...order) => features().runSteps(...order);
  services.verbs.runTests = (...order) => features().runTests(...order);
  const look = (): void => {
    if (created ?? EDITOR_FILES.some(hasTests)) features().explorer.find();
  };
  look();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (EDITOR_FILES.some(({ section }) => change.affectsConfiguration(section))) look();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(look),
    command(services, 'qemu.runSampleTests', (wanted) => features().runSample(wanted)),
  );
}

function hasTests(file: EditorFile): boolean {
  return writtenLists(file).some(({ entries }) =>
    entries.some((one) => isObject(one) && one['type'] === 'qemu' && one['tests']),
  );
}
