/**
 * Runs test/e2e in a real VS Code, through @vscode/test-electron: the desktop's where there is one, else the
 * headless workbench. `--grep TEXT` runs a part; `--headless` ignores the desktop; `--no-build` takes dist/ as it is.
 */
import { access, chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BRIDGE, startBridge } from './lib/bridge.mjs';
import { build } from './lib/build.mjs';
import { findDesktopProgram, mayDownload } from './lib/desktop.mjs';
import { desktopPage } from './lib/desktopPage.mjs';
import { pageActions } from './lib/pageActions.mjs';
import { cache, root, testWorkspace, toolEnvironment } from './lib/paths.mjs';
import { freePort } from './lib/port.mjs';
import { main } from './lib/scope.mjs';
import { setup } from './lib/setup.mjs';
import { temporaryDirectory } from './lib/temporary.mjs';
import { bundleTests } from './lib/tests.mjs';

const launcher = join(root, 'scripts', 'headlessCode.mjs');

await main(async (scope) => {
  const { values: flags } = parseArgs({
    options: {
      grep: { type: 'string' },
      headless: { type: 'boolean' },
      'no-build': { type: 'boolean' },
    },
  });
  const desktop = flags.headless ? undefined : await findDesktopProgram();
  const download = !flags.headless && !desktop && mayDownload();
  const headless = !desktop && !download;
  await setup(
    { kinds: headless ? ['tests', 'browser'] : ['tests'], workbench: headless, linux: true },
    scope.signal,
  );
  if (!flags['no-build']) await build({ signal: scope.signal });
  const tests = await bundleTests();
  const home = await temporaryDirectory(scope, 'qsd-test-');
  if (headless) await chmod(launcher, 0o755);
  await mkdir(testWorkspace, { recursive: true });
  Object.assign(process.env, { PATH: toolEnvironment().PATH });
  const { env, args } = headless ? { env: {}, args: [] } : await bridgeToDesktop(scope);
  const { runTests } = await import('@vscode/test-electron');
  const results = process.env.QEMU_SERIAL_DEBUG_RESULTS ?? join(home, 'results.json');
  await rm(results, { force: true });
  const ended = runTests({
    vscodeExecutablePath: headless ? launcher : desktop,
    cachePath: cache,
    extensionDevelopmentPath: root,
    extensionTestsPath: tests,
    launchArgs: [
      testWorkspace,
      `--user-data-dir=${home}/data`,
      `--extensions-dir=${home}/extensions`,
      ...args,
    ],
    extensionTestsEnv: {
      QEMU_SERIAL_DEBUG_GREP: flags.grep ?? '',
      QEMU_SERIAL_DEBUG_RESULTS: results,
      ...env,
    },
  });
  scope.defer('VS Code', () => ended.catch(() => undefined), 20_000);
  // test-electron passes on a Ctrl-C, and nothing else.
  scope.signal.addEventListener('abort', () => {
    if (scope.signal.reason.signalName !== 'SIGINT') process.emit('SIGINT');
  });
  const code = await ended;
  // VS Code reports success when its extension host dies in the middle; only a suite that came to its end has counted.
  await access(results).catch(() => {
    throw new Error('The extension host ended before the suite did.');
  });
  return code;
});

/** The headless launcher brings its own; for the desktop's VS Code we are the ones who know the page. */
async function bridgeToDesktop(scope) {
  const port = await freePort();
  const address = await startBridge(scope, pageActions(desktopPage(scope, port)));
  return { env: { [BRIDGE]: address }, args: [`--remote-debugging-port=${port}`] };
}
