/**
 * The page that the test's own VS Code window lives in, for what has no API: keys pressed, text seen. A test in
 * the extension host reaches it over the bridge of `test/workbench/bridge.ts`.
 */
import * as vscode from 'vscode';

const ADDRESS = process.env['QEMU_SERIAL_DEBUG_BRIDGE'];

interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

async function call(method: string, ...args: readonly unknown[]): Promise<unknown> {
  if (ADDRESS === undefined)
    throw new Error('This window has no bridge to its page: start it with npm run test:vscode.');
  const response = await fetch(ADDRESS, {
    method: 'POST',
    body: JSON.stringify({ method, arguments: args }),
  });
  const answer = (await response.json()) as Answer;
  if (answer.error !== undefined) throw new Error(`page.${method}: ${answer.error}`);
  return answer.result;
}

let actions = 0;

/** Something that a person does with a key, a click or a choice. */
function act(method: string, ...args: readonly unknown[]): Promise<unknown> {
  actions++;
  return call(method, ...args);
}

export const page = {
  /**
   * How many commands, picks, answers, clicks and keys there were so far; each is one, with what is typed to find it. Text for the
   * guest is not counted.
   */
  get actions(): number {
    return actions;
  },
  /** Presses a key or a combination, in playwright's words: `Enter`, `Control+C`, `ArrowUp`. */
  press: (key: string) => act('press', key) as Promise<null>,
  /** Types into what has the focus, key by key. */
  type: (text: string, delayMs = 0) => call('type', text, delayMs) as Promise<null>,
  /** Gives text to what has the focus in one piece, as an input method does. */
  insertText: (text: string) => call('insertText', text) as Promise<null>,
  /** Clicks on the first thing that a CSS selector finds. */
  click: (selector: string) => act('click', selector) as Promise<null>,
  /** Moves the mouse over the first thing that a CSS selector finds. */
  hover: (selector: string) => call('hover', selector) as Promise<null>,
  /** Right-clicks on the first thing that a CSS selector finds, and then on entries of its menu and their submenus, by title. */
  menu: (selector: string, ...titles: readonly string[]) => act('menu', selector, ...titles) as Promise<null>,
  /** The text of each thing that a CSS selector finds. */
  text: (selector: string) => call('text', selector) as Promise<string[]>,
  /** F1, the title as the palette shows it (`QEMU: Stop Machine`), Enter. */
  command: (title: string) => act('command', title) as Promise<null>,
  /** Picks an entry of the open quick pick by a part of its label. */
  pick: (label: string) => act('pick', label) as Promise<null>,
  /**
   * The rows of all lists, a line each: what screen readers are told, with states in the tree of tests, and the text.
   * @param part Where in the window, a selector; everywhere if absent.
   */
  rows: async (part = ''): Promise<string> =>
    String(
      await call(
        'evaluate',
        `[...document.querySelectorAll('${part} .monaco-list-row')].map((row) => {
          const copy = row.cloneNode(true);
          // A terminal in a row brings sheets of its own.
          for (const style of copy.querySelectorAll('style')) style.remove();
          return row.getAttribute('aria-label') + ' ' + copy.textContent;
        }).join('\\n')`,
      ),
    ),
  /** Answers the input box whose prompt has this text. */
  answer: (question: string, text: string) => act('answer', question, text) as Promise<null>,
  focusTerminal: () => call('focusTerminal') as Promise<null>,
  /** Types into the visible terminal, key by key; `\n` is the Enter key. */
  typeInTerminal: (text: string) => call('typeInTerminal', text) as Promise<null>,
  /** Pastes into the visible terminal, from the clipboard, with the terminal's own key. */
  pasteInTerminal: async (text: string): Promise<void> => {
    // Under test the workbench keeps a clipboard of its own, which the page's is not.
    await vscode.env.clipboard.writeText(text);
    await call('focusTerminal');
    await call('press', 'Control+Shift+V');
  },
  /** Moves the mouse to where a text begins in the visible terminal. */
  hoverInTerminal: (text: string) => call('hoverInTerminal', text) as Promise<null>,
  /** Ctrl+click where a text begins in the visible terminal, when it is a link. */
  followInTerminal: (text: string) => call('followInTerminal', text) as Promise<null>,
  /** The lines that the visible terminal shows now, without blanks at their ends. */
  terminalText: () => call('terminalText') as Promise<string>,
  /** Waits until the visible terminal shows a text (at the end of a line: without blanks), and returns all it shows. */
  waitForTerminal: (text: string, ms = 30_000) => call('waitForTerminal', text, ms) as Promise<string>,
  /** The texts of the notifications (toasts) that are to be seen. */
  notifications: () => call('notifications') as Promise<string[]>,
  /** Saves a picture of the window as `out/screenshots/NAME.png` and returns its path. */
  screenshot: (name: string) => call('screenshot', name) as Promise<string>,
  /** Gives the window another size, in pixels; 1280 by 800 is what every test begins with. */
  resize: (width: number, height: number) => call('resize', width, height) as Promise<null>,
  /** Evaluates a JavaScript expression in the page. */
  evaluate: (source: string) => call('evaluate', source),
};
