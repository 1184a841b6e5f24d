#!/usr/bin/env node
/**
 * Looks like VS Code's executable to `@vscode/test-electron`: takes its flags, runs the module of
 * `--extensionTestsPath` in the extension host of the headless workbench, prints the extension host's console, and
 * exits with the suite's result. It fails too when something of the extension is left behind afterwards.
 */
import { resolve } from 'node:path';
import { BRIDGE, startBridge } from './lib/bridge.mjs';
import { openPage, startBrowser } from './lib/browser.mjs';
import { EditorWindow } from './lib/editorWindow.mjs';
import { pageActions } from './lib/pageActions.mjs';
import { sampleWorkspace } from './lib/paths.mjs';
import { limit, main } from './lib/scope.mjs';
import { watchSuite } from './lib/suite.mjs';
import { DrivenWindow, endRest } from './lib/window.mjs';
import { startWorkbench } from './lib/workbench.mjs';

const LIMIT_MS = 1_800_000;

await main(async (scope) => {
  const flags = parse(process.argv.slice(2));
  if (!flags.extensionTestsPath) throw new Error('headlessCode.mjs: --extensionTestsPath= is missing');
  let editor;
  const bridge = await startBridge(
    scope,
    pageActions(() => editor),
  );
  const workbench = await startWorkbench(scope, {
    dataDirectory: flags['user-data-dir'],
    extensionsDirectory: flags['extensions-dir'],
    env: { [BRIDGE]: bridge },
  });
  const options = {
    folder: resolve(flags.folder ?? sampleWorkspace),
    extension: flags.extensionDevelopmentPath.map((path) => resolve(path)),
    tests: resolve(flags.extensionTestsPath),
  };
  const driven = new DrivenWindow(scope, workbench, undefined, options);
  scope.defer('what the window started', () => endRest(driven));
  const browser = await startBrowser(scope);
  driven.page = await openPage(browser);
  editor = new EditorWindow(driven.page);
  const suite = await watchSuite(driven, scope.signal);
  await driven.page.goto(workbench.url(options));
  const code = await limit(suite.ended(), LIMIT_MS, 'The suite did not end');
  await driven.closePage();
  await driven.expectNothingLeft();
  return code;
});

/** VS Code's flags, of which most do not matter here; the first plain argument is the folder to open. */
function parse(args) {
  const flags = { extensionDevelopmentPath: [] };
  for (const argument of args) {
    const [, name, value] = /^--([\w-]+)(?:=(.*))?$/.exec(argument) ?? [];
    if (name === 'extensionDevelopmentPath') flags.extensionDevelopmentPath.push(value);
    else if (name) flags[name] = value;
    else flags.folder ??= argument;
  }
  return flags;
}
