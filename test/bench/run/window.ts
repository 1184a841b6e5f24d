import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { sampleWorkspace } from '../../../scripts/lib/paths.mjs';
import type { TaskGroup } from '../../../src/concurrency/taskGroup';
import { withTimeout } from '../../../src/concurrency/timeout';
import { BRIDGE, startBridge } from '../../workbench/bridge';
import { pageActions, screenshots } from '../../workbench/pageActions';
import { watchSuite, type WatchedSuite } from '../../workbench/suite';
import { startWindow, type DrivenWindow } from '../../workbench/window';
import type { WindowResult } from '../vscode/result';
import { benchOutput, shipped, suite } from './build';
import { WATCH_LONG_TASKS } from './page';
import { benchActions } from './windowActions';

/** A suite that hangs is ended after this, in milliseconds. */
const LIMIT_MS = 900_000;
/** A window, its browser and its server have ended after this, in milliseconds. */
const CLOSE_MS = 60_000;

/**
 * Text that is drawn before the program has answered is not what is measured; and a search through /proc for
 * ports to forward, which VS Code makes on servers only, is no part of a person's editor.
 */
const SETTINGS = { 'terminal.integrated.localEchoEnabled': 'off', 'remote.autoForwardPorts': false };

export interface Thoroughness {
  readonly quick: boolean;
  /** CPU profiles of the extension host, beside the result. */
  readonly profile: boolean;
}

/** Runs test/bench/vscode in the extension host of a real VS Code and returns what it measured. */
export async function measureWindow(
  tasks: TaskGroup,
  { quick, profile }: Thoroughness,
): Promise<WindowResult> {
  const group = tasks.group('the window of the bench');
  const options = {
    result: join(benchOutput, 'vscode.json'),
    seconds: quick ? 2 : 3,
    // Each key is taken back by the next one: an even number leaves the line empty.
    keyRounds: quick ? 2 : 4,
    keysEach: quick ? 10 : 24,
  };
  try {
    await rm(options.result, { force: true });
    await runSuite(group, {
      QEMU_SERIAL_DEBUG_BENCH: JSON.stringify(options),
      ...(profile && { QEMU_SERIAL_DEBUG_PROFILES: benchOutput }),
    });
    return JSON.parse(await readFile(options.result, 'utf8')) as WindowResult;
  } finally {
    await group.close(CLOSE_MS);
  }
}

async function runSuite(tasks: TaskGroup, env: Record<string, string>): Promise<void> {
  const opened: { window?: DrivenWindow; page?: Page } = {};
  const found = <K extends 'window' | 'page'>(what: K): NonNullable<(typeof opened)[K]> => {
    const value = opened[what];
    if (!value) throw new Error('The window is not open.');
    return value;
  };
  const mine = benchActions(
    () => found('page'),
    () => found('window').workbench.mark,
    tasks.signal,
  );
  const actions = { ...pageActions(() => found('window').editor), ...mine };
  const query = { folder: sampleWorkspace, extension: [shipped], tests: suite };
  const address = await startBridge(tasks, actions);
  const window = await startWindow(tasks, query, { env: { [BRIDGE]: address, ...env }, settings: SETTINGS });
  opened.window = window;
  let watched: WatchedSuite | undefined;
  await window.openPage(async (page) => {
    opened.page = page;
    await page.addInitScript(WATCH_LONG_TASKS);
    watched = await watchSuite(window, page, tasks);
  });
  const code = await withTimeout(
    'the suite in VS Code',
    LIMIT_MS,
    tasks.signal,
    async () => await watched?.ended(),
  );
  if (code !== 0) throw new Error(`the suite in VS Code failed with ${code}; ${await picture(window)}`);
  await window.closePage();
  await window.expectNothingLeft();
}

const picture = ({ editor }: DrivenWindow): Promise<string> =>
  editor.screenshot(join(screenshots, 'bench-failure.png'));
