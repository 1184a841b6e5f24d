import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { currentSettings } from '../../editor/settings';
import { requireTrust } from '../../editor/trust';
import { markedForTests, testsMark } from '../../sessions/testSession';
import { runTasksBefore } from '../found/tasksBefore';
import { checkedRun, runDebugged } from '../runs/debuggedRun';
import { leavesOf, showWaiting } from './chosen';
import type { ConfiguredRun, RunPlace } from './configuredRun';
import { filtered } from './filtered';
import { OwnSession } from './ownSession';
import { note, refuse, ShownRun } from './shownRun';

/**
 * Starts a debug session on a configuration, with breakpoints where the chosen tests were last seen to fail, shows results as they
 * come, and waits for its end. A person who steps through a test takes their time, so nothing has to come in time.
 * @throws `signal.reason` on abort, when the session has been told to end.
 */
export async function debugConfigured(wanted: ConfiguredRun, place: RunPlace): Promise<void> {
  requireTrust();
  const { configuration, tree, chosen, places } = wanted;
  const { run, signal } = place;
  const { defaults } = currentSettings(configuration.folder);
  const { written, only, isAll } = filtered(configuration, tree, chosen, defaults.machine);
  const items = chosen.items.length === 0 ? [tree.root] : chosen.items;
  const added = addBreakpoints(items.flatMap(leavesOf).flatMap((item) => places.get(item) ?? []));
  showWaiting(run, tree, chosen);
  const { launch, owner } = configuration;
  // Those of a folder's launch.json. For the workspace's own file it would take the folder's in which the session starts.
  const editorRunsTasks = launch !== undefined && owner !== undefined;
  const complete = {
    ...launch,
    ...(!editorRunsTasks && { preLaunchTask: undefined }),
    ...written,
    ...{ type: 'qemu', request: 'launch', name: configuration.name },
  };
  const config = markedForTests(complete, randomUUID());
  const shown = new ShownRun({ ...place, ...wanted, only, isAll });
  try {
    if (!editorRunsTasks) await runTasksBefore(configuration, (text) => note(run, text), signal);
    await session(config, { ...place, configuration, shown });
  } catch (error) {
    signal.throwIfAborted();
    refuse(run, tree, only, error);
  } finally {
    vscode.debug.removeBreakpoints(added);
  }
}

interface SessionPlace extends RunPlace, Pick<ConfiguredRun, 'configuration'> {
  readonly shown: ShownRun;
}

async function session(
  config: vscode.DebugConfiguration,
  { services, run, signal, tasks, configuration, shown }: SessionPlace,
): Promise<void> {
  const checked = checkedRun(configuration);
  const own = new OwnSession((one) => testsMark(one.configuration) === testsMark(config), signal);
  let results: Promise<void> | undefined;
  const taken = services.debugging.took.event(({ session: by, machine }) => {
    if (!own.isIt(by) || results) return;
    own.is(by);
    runDebugged(services, machine, checked, { follower: shown, tasks });
    results = shown.finish(signal);
    // Its failure is told when the session has ended.
    results.catch(() => undefined);
  });
  try {
    if (!(await vscode.debug.startDebugging(configuration.folder, config, { testRun: run }))) return;
    await own.untilOver(tasks.signal);
    await results;
    await shown.untilTaskEnds(signal);
  } finally {
    taken.dispose();
    own.dispose();
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
