import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { onAbort } from '../../../concurrency/abort';
import { Gate } from '../../../concurrency/gate';
import { messageOf } from '../../../concurrency/messageOf';
import { requireTrust } from '../../editor/trust';
import { leavesOf } from './chosen';
import { type ConfiguredRun, filtered, filterOf } from './configuredRun';
import { testMessage } from './messages';

/** In a session's configuration: which of these sessions it is. Never in launch.json. */
const MARK = '__qemuTests';

/**
 * Starts a debug session on a configuration, with breakpoints where the chosen tests were last seen to fail, and waits for its end.
 * A person who steps through a test takes their time, so nothing is judged.
 * @throws `signal.reason` on abort, when the session has been told to end.
 */
export async function debugConfigured(
  run: vscode.TestRun,
  { configuration, tree, chosen, places }: ConfiguredRun,
  signal: AbortSignal,
): Promise<void> {
  requireTrust();
  const items = chosen.items.length === 0 ? [tree.root] : chosen.items;
  const added = addBreakpoints(items.flatMap(leavesOf).flatMap((item) => places.get(item) ?? []));
  for (const item of items) run.started(item);
  const config = {
    ...configuration.launch,
    ...filtered(configuration, filterOf(configuration, tree, chosen)),
    ...{ type: 'qemu', request: 'launch', name: configuration.name, [MARK]: randomUUID() },
  };
  try {
    await session(config, configuration.folder, run, signal);
  } catch (error) {
    signal.throwIfAborted();
    run.errored(tree.root, testMessage(messageOf(error)));
  } finally {
    vscode.debug.removeBreakpoints(added);
  }
}

async function session(
  config: vscode.DebugConfiguration,
  folder: vscode.WorkspaceFolder | undefined,
  run: vscode.TestRun,
  signal: AbortSignal,
): Promise<void> {
  const over = new Gate('the end of the debug session');
  let own: vscode.DebugSession | undefined;
  const listeners = [
    vscode.debug.onDidStartDebugSession((started) => {
      if (started.configuration[MARK] === config[MARK]) own ??= started;
    }),
    vscode.debug.onDidTerminateDebugSession((ended) => {
      if (ended === own) over.open();
    }),
    onAbort(signal, () => void vscode.debug.stopDebugging(own)),
  ];
  try {
    if (!(await vscode.debug.startDebugging(folder, config, { testRun: run }))) return;
    await over.wait(signal);
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}

/** Those that are not there already. */
function addBreakpoints(places: readonly vscode.Location[]): vscode.SourceBreakpoint[] {
  const isThere = ({ uri, range }: vscode.Location): boolean =>
    vscode.debug.breakpoints.some(
      (one) =>
        one instanceof vscode.SourceBreakpoint &&
        one.location.uri.toString() === uri.toString() &&
        one.location.range.start.line === range.start.line,
    );
  const added = places.filter((place) => !isThere(place)).map((place) => new vscode.SourceBreakpoint(place));
  vscode.debug.addBreakpoints(added);
  return added;
}
