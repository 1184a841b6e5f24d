import { EditorWindow } from './editorWindow.mjs';

/**
 * Finds the page of a desktop VS Code that was started with `--remote-debugging-port`; connects when first asked.
 * @returns a function for `pageActions`.
 */
export function desktopPage(scope, port) {
  let browser;
  return async () => {
    browser ??= connect(scope, port);
    for (const context of (await browser).contexts()) {
      for (const page of context.pages()) {
        if ((await page.locator('.monaco-workbench').count()) > 0) return new EditorWindow(page);
      }
    }
    throw new Error('VS Code shows no window');
  };
}

async function connect(scope, port) {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  scope.defer('the connection to VS Code', () => browser.close());
  return browser;
}
