import type { Page } from 'playwright-core';
import { withTimeout } from '../../../src/concurrency/timeout';
import * as inPage from './page';
import { memoryByKind } from './memory';
import { runProgram } from './program';

/**
 * Between two keys, in milliseconds: by chance, over two frames of the screen. After a fixed time since the last change of
 * the screen, every key would fall on the same moment of a frame.
 */
const KEY_GAP_MS = [40, 73] as const;
const SHOWN_LIMIT_MS = 60_000;

/** What the suite asks of the page and of us, by name. The caller's side is `test/bench/vscode/bridge.ts`. */
export function benchActions(page: () => Page, mark: () => string, signal: AbortSignal) {
  return {
    measureKeys: (count: number) => measureKeys(page(), count),
    terminalHasFocus: () => page().evaluate(inPage.TERMINAL_HAS_FOCUS),
    type: async (text: string) => {
      await page().keyboard.type(text);
      await page().keyboard.press('Enter');
    },
    pressAt: async (key: string) => {
      await page().evaluate(inPage.AWAIT_PRESS);
      await page().keyboard.press(key);
      return page().evaluate(inPage.PRESS_TIME);
    },
    shownAt: (text: string) =>
      withTimeout(`showing "${text}"`, SHOWN_LIMIT_MS, signal, () => page().evaluate(inPage.shown(text))),
    longTasks: () => page().evaluate(inPage.TAKE_LONG_TASKS),
    memory: () => memoryByKind(mark()),
    spoolFlood: (options: object) => runProgram('spoolFlood', options, signal),
  };
}

async function measureKeys(page: Page, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let key = 0; key < count; key++) {
    await page.waitForTimeout(between(KEY_GAP_MS));
    await page.evaluate(inPage.AWAIT_KEY);
    await page.keyboard.press(key % 2 === 0 ? 'x' : 'Backspace');
    times.push(await page.evaluate<number>(inPage.KEY_TIME));
  }
  return times;
}

function between([least, most]: readonly [number, number]): number {
  return least + Math.random() * (most - least);
}
