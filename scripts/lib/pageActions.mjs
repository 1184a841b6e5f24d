import { join } from 'node:path';
import { output } from './paths.mjs';

/** Where screenshots of tests go. */
export const screenshots = join(output, 'screenshots');

/**
 * What a test may do to its page through the bridge, by name. The counterpart, with types, is
 * `test/e2e/support/page.ts`.
 * @param editorWindow asked at each call: the page is opened after the bridge.
 */
export function pageActions(editorWindow) {
  return {
    press: (key) => editorWindow().page.keyboard.press(key),
    type: (text, delayMs = 0) => editorWindow().page.keyboard.type(text, { delay: delayMs }),
    insertText: (text) => editorWindow().page.keyboard.insertText(text),
    click: (selector) => editorWindow().page.locator(selector).first().click({ timeout: 10_000 }),
    text: (selector) => editorWindow().text(selector),
    command: (title) => editorWindow().command(title),
    pick: (label) => editorWindow().pick(label),
    answer: (text) => editorWindow().answer(text),
    focusTerminal: () => editorWindow().focusTerminal(),
    typeInTerminal: (text) => editorWindow().typeInTerminal(text),
    terminalText: () => editorWindow().terminalText(),
    waitForTerminal: (text, ms) => editorWindow().waitForTerminal(text, ms),
    notifications: () => editorWindow().notifications(),
    screenshot: (name) =>
      editorWindow().screenshot(join(screenshots, `${name.replace(/[^\w.-]+/g, '-')}.png`)),
    evaluate: (source) => editorWindow().page.evaluate(source),
  };
}
