import { join } from 'node:path';
import { output } from '../../scripts/lib/paths.mjs';
import type { EditorWindow } from './editorWindow';

/** Where screenshots of tests go. */
export const screenshots = join(output, 'screenshots');

type Action<A extends unknown[]> = (editor: EditorWindow, ...args: A) => Promise<unknown>;

/** What a test may do to its page, by name. The caller's side, with documentation, is `test/e2e/support/page.ts`. */
const ACTIONS = {
  press: ({ page }: EditorWindow, key: string) => page.keyboard.press(key),
  type: ({ page }: EditorWindow, text: string, delayMs = 0) => page.keyboard.type(text, { delay: delayMs }),
  insertText: ({ page }: EditorWindow, text: string) => page.keyboard.insertText(text),
  click: ({ page }: EditorWindow, selector: string) => page.locator(selector).first().click(),
  hover: ({ page }: EditorWindow, selector: string) => page.locator(selector).first().hover(),
  menu: (editor: EditorWindow, selector: string, ...titles: string[]) => editor.menu(selector, titles),
  evaluate: ({ page }: EditorWindow, source: string) => page.evaluate(source),
  resize: ({ page }: EditorWindow, width: number, height: number) => page.setViewportSize({ width, height }),
  text: (editor: EditorWindow, selector: string) => editor.text(selector),
  command: (editor: EditorWindow, title: string) => editor.command(title),
  pick: (editor: EditorWindow, label: string) => editor.pick(label),
  answer: (editor: EditorWindow, question: string, text: string) => editor.answer(question, text),
  focusTerminal: (editor: EditorWindow) => editor.focusTerminal(),
  typeInTerminal: (editor: EditorWindow, text: string) => editor.typeInTerminal(text),
  hoverInTerminal: (editor: EditorWindow, text: string) => editor.hoverInTerminal(text),
  followInTerminal: (editor: EditorWindow, text: string) => editor.followInTerminal(text),
  terminalText: (editor: EditorWindow) => editor.terminalText(),
  waitForTerminal: (editor: EditorWindow, text: string, ms: number) => editor.waitForTerminal(text, ms),
  notifications: (editor: EditorWindow) => editor.notifications(),
  screenshot: (editor: EditorWindow, name: string) =>
    editor.screenshot(join(screenshots, `${name.replace(/[^\w.-]+/g, '-')}.png`)),
};

type Bound = { [K in keyof typeof ACTIONS]: (...args: never[]) => Promise<unknown> };

/** The actions as the bridge calls them. `find` is asked at each call: the page is opened after the bridge. */
export function pageActions(find: () => EditorWindow | Promise<EditorWindow>): Bound {
  const bind =
    <A extends unknown[]>(action: Action<A>) =>
    async (...args: A) =>
      action(await find(), ...args);
  const bound = Object.entries(ACTIONS).map(([name, action]) => [name, bind(action as Action<unknown[]>)]);
  return Object.fromEntries(bound) as Bound;
}
