import { chromium, type Browser } from 'playwright-core';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { own } from '../support/command';
import { EditorWindow } from './editorWindow';

/**
 * Finds the page of a desktop VS Code that was started with `--remote-debugging-port`; connects when first asked.
 * @returns a function for `pageActions`.
 */
export function desktopPage(tasks: TaskGroup, port: number): () => Promise<EditorWindow> {
  let browser: Promise<Browser> | undefined;
  return async () => {
    browser ??= connect(tasks, port);
    for (const context of (await browser).contexts()) {
      for (const page of context.pages()) {
        if ((await page.locator('.monaco-workbench').count()) > 0) return new EditorWindow(page);
      }
    }
    throw new Error('VS Code shows no window');
  };
}

async function connect(tasks: TaskGroup, port: number): Promise<Browser> {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  own(tasks, 'the connection to VS Code', () => browser.close());
  return browser;
}
