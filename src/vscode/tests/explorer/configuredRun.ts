import * as vscode from 'vscode';
import { isCancelled, onAbort } from '../../../concurrency/abort';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import { editorVariable } from '../../../config/writtenRun';
import { substitute } from '../../../config/variables';
import type { MachineConfiguration } from '../../../config/types';
import { currentSettings } from '../../editor/settings';
import type { TestCoverage } from '../../launch/testCoverage';
import type { LaunchOptions } from '../../launch/machineLauncher';
import type { Services } from '../../services';
import { listedTests } from '../found/listedTests';
import type { TestConfiguration } from '../found/testConfiguration';
import { runTasksBefore } from '../found/tasksBefore';
import type { Chosen } from './chosen';
import { filtered } from './filtered';
import type { KnownPlaces } from './knownPlaces';
import { note, refuse } from './shownRun';
import { ShownTries } from './shownTries';
import type { TestTree } from './testTree';

/** One configuration, its items, and which of them are to run. */
export interface ConfiguredRun {
  readonly configuration: TestConfiguration;
  readonly tree: TestTree;
  readonly chosen: Chosen;
  readonly places: KnownPlaces;
}

/** What a run of the editor's is given. */
export interface RunPlace {
  readonly services: Services;
  readonly run: vscode.TestRun;
  readonly tasks: TaskGroup;
  readonly signal: AbortSignal;
  /** Shows which code has run, if that is wanted. */
  readonly coverage?: TestCoverage | undefined;
}

/**
 * Boots a machine and shows its tests in a run of the editor's, and so those of the machines that are tried after it. What goes wrong
 * is shown there.
 * @throws `signal.reason` on abort, when the machine has ended.
 */
export async function runConfigured(wanted: ConfiguredRun, place: RunPlace): Promise<void> {
  const { configuration, tree, chosen } = wanted;
  const { run, signal } = place;
  const { defaults } = currentSettings(configuration.folder);
  const { written, only, isAll } = filtered(configuration, tree, chosen, defaults.machine);
  try {
    await runTasksBefore(configuration, (text) => note(run, text), signal);
    // A build may have made the list.
    tree.list(await listedTests(configuration));
  } catch (error) {
    signal.throwIfAborted();
    refuse(run, tree, only, error);
    return;
  }
  await show(written, configuration, new ShownTries({ ...place, ...wanted, only, isAll }), place);
}

async function show(
  written: TestConfiguration['written'],
  { folder }: TestConfiguration,
  shown: ShownTries,
  { services, signal, coverage }: RunPlace,
): Promise<void> {
  const subscription = onAbort(signal, () => void shown.stop());
  const options = { follower: shown, ...(coverage && { start: { tracesOutput: true } }) };
  try {
    await launch(services, coverage ? { ...written, coverage: true } : written, folder, options, signal);
    await shown.finish(signal);
  } catch (error) {
    if (isCancelled(error)) shown.cancel();
    else shown.refuse(error);
    signal.throwIfAborted();
  } finally {
    subscription.dispose();
  }
}

async function launch(
  { launcher, tasks }: Services,
  written: Readonly<Record<string, unknown>>,
  folder: vscode.WorkspaceFolder | undefined,
  options: Pick<LaunchOptions, 'follower' | 'start'>,
  signal: AbortSignal,
): Promise<void> {
  const unknown = editorVariable(substitute(written, currentSettings(folder).variables));
  if (unknown !== undefined)
    throw new Error(
      vscode.l10n.t(
        '{0} cannot be filled in here. Use ${workspaceFolder}, ${userHome} or ${env:NAME}.',
        unknown,
      ),
    );
  const source = new vscode.CancellationTokenSource();
  const subscription = onAbort(signal, () => source.cancel());
  const presentation = { reveal: false };
  try {
    // The launcher checks what is written.
    const config = written as unknown as MachineConfiguration;
    await launcher.launch(config, { ...options, presentation, ...(folder && { folder }) }, source.token);
    signal.throwIfAborted();
    tasks.signal.throwIfAborted();
  } finally {
    subscription.dispose();
    source.dispose();
  }
}
