import * as vscode from 'vscode';
import { isCancelled, onAbort } from '../../../concurrency/abort';
import type { TaskGroup } from '../../../concurrency/taskGroup';
import { editorVariable } from '../../../config/writtenRun';
import { substitute } from '../../../config/variables';
import { testFilter } from '../../../harness/reading/testFilter';
import type { MachineConfiguration } from '../../../config/types';
import type { Services } from '../../services';
import type { TestConfiguration } from '../found/testConfiguration';
import { runTasksBefore } from '../found/tasksBefore';
import { type Chosen, leavesOf } from './chosen';
import type { KnownPlaces } from './knownPlaces';
import { ShownRun } from './shownRun';
import type { TestTree } from './testTree';

/** One configuration, its items, and which of them are to run. */
export interface ConfiguredRun {
  readonly configuration: TestConfiguration;
  readonly tree: TestTree;
  readonly chosen: Chosen;
  readonly places: KnownPlaces;
}

/**
 * Boots a machine and shows its tests in a run of the editor's. What goes wrong is shown there.
 * @throws `signal.reason` on abort, when the machine has ended.
 */
export async function runConfigured(
  services: Services,
  run: vscode.TestRun,
  { configuration, tree, chosen, places }: ConfiguredRun,
  { tasks, signal }: { readonly tasks: TaskGroup; readonly signal: AbortSignal },
): Promise<void> {
  const filter = filterOf(configuration, tree, chosen);
  const [first, second] = chosen.items;
  const only = filter !== undefined && first?.children.size === 0 && !second ? first : undefined;
  begin(run, tree, chosen);
  const shown = new ShownRun({ services, run, tree, places, only, tasks });
  const subscription = onAbort(signal, () => void shown.stop());
  try {
    await runTasksBefore(configuration.before, signal);
    await launch(services, filtered(configuration, filter), configuration.folder, shown, signal);
    await shown.finish(signal);
  } catch (error) {
    if (!isCancelled(error)) shown.refuse(error);
    signal.throwIfAborted();
  } finally {
    subscription.dispose();
  }
}

function begin(run: vscode.TestRun, tree: TestTree, { items, excluded }: Chosen): void {
  const skipped = new Set(excluded.flatMap(leavesOf));
  for (const item of (items.length === 0 ? [tree.root] : items).flatMap(leavesOf))
    if (!skipped.has(item)) run.enqueued(item);
  run.started(tree.root);
}

/** What the kernel is told so that it runs what was chosen. */
export function filterOf(
  { protocol, written }: TestConfiguration,
  tree: TestTree,
  { items }: Chosen,
): string | undefined {
  if (written['kernel'] === undefined || items.length === 0) return undefined;
  return testFilter(
    protocol,
    items.map((item) => tree.pathOf(item)),
  );
}

/** The configuration with a filter at the end of the kernel's command line. */
export function filtered(
  { written, name }: TestConfiguration,
  filter: string | undefined,
): Readonly<Record<string, unknown>> {
  const { append } = written;
  const named = { name, ...written };
  if (filter === undefined) return named;
  return { ...named, append: typeof append === 'string' ? `${append} ${filter}` : filter };
}

async function launch(
  { launcher, tasks }: Services,
  written: Readonly<Record<string, unknown>>,
  folder: vscode.WorkspaceFolder | undefined,
  follower: ShownRun,
  signal: AbortSignal,
): Promise<void> {
  const variables = folder?.uri.scheme === 'file' ? { workspaceFolder: folder.uri.fsPath } : {};
  const unknown = editorVariable(substitute(written, variables));
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
    await launcher.launch(config, { presentation, follower, ...(folder && { folder }) }, source.token);
    signal.throwIfAborted();
    tasks.signal.throwIfAborted();
  } finally {
    subscription.dispose();
    source.dispose();
  }
}
