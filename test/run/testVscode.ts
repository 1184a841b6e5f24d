/**
 * Runs test/e2e in a real VS Code, through @vscode/test-electron: the desktop's if there is one, else the headless
 * workbench. `--grep TEXT` runs a part, which `--pass-with-no-tests` allows to be empty; `--headless` ignores the desktop;
 * `--no-build` takes dist/ as it is; `--kernels` runs test/e2e/kernels instead, whose guests `npm run test:kernels` makes.
 */
import { access, chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { findDesktopProgram, needsWorkbench } from '../../scripts/lib/desktop.mjs';
import { cache, root, testWorkspace } from '../../scripts/lib/paths.mjs';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { BRIDGE, startBridge } from '../workbench/bridge';
import { desktopPage } from '../workbench/desktopPage';
import { pageActions } from '../workbench/pageActions';
import { freePort } from '../workbench/port';
import { build } from './build';
import { command, own } from '../support/command';
import { bundleTests } from './e2eBundles';
import { temporaryDirectory } from '../support/temporary';

const launcher = join(root, 'test', 'workbench', 'headlessCode.ts');

command('npm run test:vscode', async (tasks) => {
  const { values: flags } = parseArgs({
    options: {
      grep: { type: 'string' },
      headless: { type: 'boolean' },
      kernels: { type: 'boolean' },
      'no-build': { type: 'boolean' },
      'pass-with-no-tests': { type: 'boolean' },
    },
  });
  if (!flags['no-build']) await build({ signal: tasks.signal });
  const tests = await bundleTests(flags.kernels ? 'kernels' : 'ordinary');
  const home = await temporaryDirectory(tasks, 'qsd-test-');
  await mkdir(testWorkspace, { recursive: true });
  const results = process.env['QEMU_SERIAL_DEBUG_RESULTS'] ?? join(home, 'results.json');
  await rm(results, { force: true });
  const window = await chooseWindow(tasks, flags.headless === true);
  const data = [`--user-data-dir=${home}/data`, `--extensions-dir=${home}/extensions`];
  const ended = runTests({
    ...window.options,
    cachePath: cache,
    extensionDevelopmentPath: root,
    extensionTestsPath: tests,
    launchArgs: [testWorkspace, ...data, ...window.args],
    extensionTestsEnv: {
      QEMU_SERIAL_DEBUG_GREP: flags.grep ?? '',
      QEMU_SERIAL_DEBUG_RESULTS: results,
      QEMU_SERIAL_DEBUG_MAY_BE_EMPTY: flags['pass-with-no-tests'] ? '1' : '',
      ...window.env,
    },
  });
  own(tasks, 'VS Code', () => endWindow(ended));
  const code = await ended;
  // VS Code reports success when its extension host dies half-way; only a suite that came to its end has counted.
  await access(results).catch(() => {
    throw new Error('The extension host ended before the suite did.');
  });
  return code;
});

/** test-electron passes a Ctrl-C on to VS Code, and nothing else. */
async function endWindow(ended: Promise<number>): Promise<void> {
  process.emit('SIGINT');
  await ended.catch(() => undefined);
}

interface Window {
  readonly options: { readonly vscodeExecutablePath?: string };
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function chooseWindow(tasks: TaskGroup, headless: boolean): Promise<Window> {
  if (await needsWorkbench(headless)) {
    await chmod(launcher, 0o755);
    // It brings a bridge of its own.
    return { options: { vscodeExecutablePath: launcher }, args: [], env: {} };
  }
  const desktop = await findDesktopProgram();
  const port = await freePort();
  const address = await startBridge(tasks, pageActions(desktopPage(tasks, port)));
  return {
    options: desktop === undefined ? {} : { vscodeExecutablePath: desktop },
    args: [`--remote-debugging-port=${port}`],
    env: { [BRIDGE]: address },
  };
}
