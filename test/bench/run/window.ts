import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BRIDGE, startBridge } from './bridge.mjs';
import { openPage, startBrowser } from './browser.mjs';
import { benchOutput, shipped, suite } from './benchBuild.mjs';
import * as inPage from './benchPage.mjs';
import { runProgram } from './benchRun.mjs';
import { EditorWindow } from './editorWindow.mjs';
import { pageActions, screenshots } from './pageActions.mjs';
import { sampleWorkspace } from './paths.mjs';
import { markedProcesses } from './processes.mjs';
import { limit, Scope } from './scope.mjs';
import { watchSuite } from './suite.mjs';
import { DrivenWindow, endRest } from './window.mjs';
import { startWorkbench } from './workbench.mjs';

const LIMIT_MS = 300_000;
/**
 * Between two keys, in milliseconds: by chance, over two frames of the screen. After a fixed time since the last change of
 * the screen, every key would fall on the same moment of a frame.
 */
const KEY_GAP_MS = [40, 73];
const SHOWN_LIMIT_MS = 30_000;

/** Runs test/bench/vscode in the extension host of a real VS Code and returns what it measured. */
export async function measureVscode(outer, { quick, profile }) {
  const scope = new Scope();
  outer.signal.addEventListener('abort', () => scope.interrupt(outer.signal.reason));
  outer.defer('the window of the bench', () => scope.close());
  try {
    return await measureIn(scope, {
      result: join(benchOutput, 'vscode.json'),
      seconds: quick ? 2 : 3,
      // Each key is taken back by the next one: an even number leaves the line empty.
      keyRounds: quick ? 2 : 4,
      keysEach: quick ? 10 : 24,
      profile,
    });
  } finally {
    await scope.close();
  }
}

async function measureIn(scope, options) {
  await rm(options.result, { force: true });
  let driven;
  const editor = () => new EditorWindow(driven.page);
  const actions = { ...pageActions(editor), ...benchActions(() => driven, scope) };
  const workbench = await startWorkbench(scope, {
    env: {
      [BRIDGE]: await startBridge(scope, actions),
      QEMU_SERIAL_DEBUG_BENCH: JSON.stringify(options),
      ...(options.profile && { QEMU_SERIAL_DEBUG_PROFILES: benchOutput }),
    },
    // Text that is drawn before the program has answered is not what is measured; and a search through /proc for
    // ports to forward, which VS Code makes on servers only, is no part of a person's editor.
    settings: { 'terminal.integrated.localEchoEnabled': 'off', 'remote.autoForwardPorts': false },
  });
  const about = { folder: sampleWorkspace, extension: shipped, tests: suite };
  driven = new DrivenWindow(scope, workbench, undefined, about);
  scope.defer('what the window started', () => endRest(driven));
  driven.page = await openPage(await startBrowser(scope));
  await driven.page.addInitScript(inPage.watchLongTasks);
  const watched = await watchSuite(driven, scope.signal);
  await driven.page.goto(workbench.url(about));
  const code = await limit(watched.ended(), LIMIT_MS, 'the suite in VS Code did not end');
  if (code !== 0) throw new Error(`the suite in VS Code failed with ${code}; ${await picture(editor())}`);
  await driven.closePage();
  await driven.expectNothingLeft();
  return JSON.parse(await readFile(options.result, 'utf8'));
}

const picture = (editor) => editor.screenshot(join(screenshots, 'bench-failure.png'));

/** The counterpart of `outside` in test/bench/vscode/bridge.ts. */
function benchActions(driven, scope) {
  const page = () => driven().page;
  return {
    measureKeys: async (count) => {
      const times = [];
      for (let key = 0; key < count; key++) {
        await page().waitForTimeout(between(KEY_GAP_MS));
        await page().evaluate(inPage.awaitKey);
        await page().keyboard.press(key % 2 === 0 ? 'x' : 'Backspace');
        times.push(await page().evaluate(inPage.keyTime));
      }
      return times;
    },
    terminalHasFocus: () => page().evaluate(inPage.terminalHasFocus),
    type: async (text) => {
      await page().keyboard.type(text);
      await page().keyboard.press('Enter');
    },
    pressAt: async (key) => {
      await page().evaluate(inPage.awaitPress);
      await page().keyboard.press(key);
      return page().evaluate(inPage.pressTime);
    },
    shownAt: (text) =>
      limit(page().evaluate(inPage.waitUntilShown, text), SHOWN_LIMIT_MS, `"${text}" was not shown`),
    longTasks: () => page().evaluate(inPage.takeLongTasks),
    memory: () => memoryByKind(driven().workbench.mark),
    spoolFlood: (options) => runProgram('spoolFlood', options, { signal: scope.signal }),
  };
}

/** Resident bytes of VS Code's processes, of QEMU's, and of the browser's largest renderer, which has the window. */
async function memoryByKind(mark) {
  const kinds = {};
  const add = async (kind, pid) => {
    const bytes = await resident(pid);
    kinds[kind] = Math.max(kinds[kind] ?? 0, bytes);
  };
  for (const { pid, command } of await markedProcesses(mark)) {
    const type = /--type=(\w+)/.exec(command)?.[1];
    if (type) await add(type, pid);
    else if (command.includes('server-main')) await add('server', pid);
    else if (command.includes('qemu-system')) await add('qemu', pid);
  }
  for (const pid of await renderers()) await add('renderer', pid);
  return kinds;
}

async function renderers() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return command.includes('--type=renderer') && command.includes('playwright') ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

async function resident(pid) {
  const statm = await readFile(`/proc/${pid}/statm`, 'latin1').catch(() => '0 0');
  return Number(statm.split(' ')[1]) * 4096;
}

function between([least, most]) {
  return least + Math.random() * (most - least);
}
