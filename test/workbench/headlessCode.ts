#!/usr/bin/env -S node --import tsx
/**
 * Looks like VS Code's executable to `@vscode/test-electron`: takes its flags, runs the module of
 * `--extensionTestsPath` in the extension host of the headless workbench, prints the extension host's console, and
 * exits with the suite's result. It also fails when something of the extension is left behind afterwards.
 */
import { resolve } from 'node:path';
import { sampleWorkspace } from '../../scripts/lib/paths.mjs';
import { withTimeout } from '../../src/concurrency/timeout';
import { command } from '../support/command';
import { BRIDGE, startBridge } from './bridge';
import { pageActions } from './pageActions';
import { watchSuite, type WatchedSuite } from './suite';
import { startWindow, type DrivenWindow } from './window';

/** A suite that hangs is ended after this, in milliseconds. */
const LIMIT_MS = 2_700_000;

command('headless VS Code', async (tasks) => {
  const { folder, values, extensions } = parse(process.argv.slice(2));
  const tests = values.get('extensionTestsPath');
  if (tests === undefined) throw new Error('headlessCode.ts: --extensionTestsPath= is missing');
  const opened: { window?: DrivenWindow } = {};
  const bridge = await startBridge(
    tasks,
    pageActions(() => {
      if (!opened.window) throw new Error('There is no window yet.');
      return opened.window.editor;
    }),
  );
  const window = await startWindow(
    tasks,
    { folder: resolve(folder ?? sampleWorkspace), extension: extensions, tests: resolve(tests) },
    {
      ...directory('dataDirectory', values.get('user-data-dir')),
      ...directory('extensionsDirectory', values.get('extensions-dir')),
      env: { [BRIDGE]: bridge },
    },
  );
  opened.window = window;
  let suite: WatchedSuite | undefined;
  await window.openPage(async (page) => void (suite = await watchSuite(window, page, tasks)));
  const code = await withTimeout(
    'the suite',
    LIMIT_MS,
    tasks.signal,
    async () => (await suite?.ended()) ?? 1,
  );
  await window.closePage();
  await window.expectNothingLeft();
  return code;
});

interface Flags {
  readonly folder: string | undefined;
  readonly extensions: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

/** VS Code's flags, of which most do not matter here; the first plain argument is the folder to open. */
function parse(args: readonly string[]): Flags {
  const values = new Map<string, string>();
  const extensions: string[] = [];
  let folder: string | undefined;
  for (const argument of args) {
    const [, name, value = ''] = /^--([\w-]+)(?:=(.*))?$/.exec(argument) ?? [];
    if (name === undefined) folder ??= argument;
    else if (name === 'extensionDevelopmentPath') extensions.push(resolve(value));
    else values.set(name, value);
  }
  return { folder, extensions, values };
}

function directory<K extends string>(key: K, path: string | undefined): Partial<Record<K, string>> {
  return path === undefined ? {} : ({ [key]: path } as Record<K, string>);
}
