import { join } from 'node:path';
import { output } from './paths.mjs';

/** Where screenshots of tests go. */
export const screenshots = join(output, 'screenshots');

/** What a test may do to its page, by name. The counterpart, with types, is `test/e2e/support/page.ts`. */
const ACTIONS = {
  press: ({ page }, key) => page.keyboard.press(key),
  type: ({ page }, text, delayMs = 0) => page.keyboard.type(text, { delay: delayMs }),
  insertText: ({ page }, text) => page.keyboard.insertText(text),
  click: ({ page }, selector) => page.locator(selector).first().click({ timeout: 10_000 }),
  evaluate: ({ page }, source) => page.evaluate(source),
  text: (editor, selector) => editor.text(selector),
  command: (editor, title) => editor.command(title),
  pick: (editor, label) => editor.pick(label),
  answer: (editor, text) => editor.answer(text),
  focusTerminal: (editor) => editor.focusTerminal(),
  typeInTerminal: (editor, text) => editor.typeInTerminal(text),
  terminalText: (editor) => editor.terminalText(),
  waitForTerminal: (editor, text, ms) => editor.waitForTerminal(text, ms),
  notifications: (editor) => editor.notifications(),
  screenshot: (editor, name) => editor.screenshot(join(screenshots, `${name.replace(/[^\w.-]+/g, '-')}.png`)),
};

/** The actions as the bridge calls them. `find` is asked at each call: the page is opened after the bridge. */
export function pageActions(find) {
  const bind =
    (action) =>
    async (...args) =>
      action(await find(), ...args);
  return Object.fromEntries(Object.entries(ACTIONS).map(([name, action]) => [name, bind(action)]));
}
