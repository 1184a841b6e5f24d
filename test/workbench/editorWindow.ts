import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until';

const QUICK_INPUT = '.quick-input-widget:visible';
const IN_QUICK_INPUT = `document.activeElement?.closest('.quick-input-widget') != null`;
const ROW = `${QUICK_INPUT} .quick-input-list .monaco-list-row`;
const OPEN_MENU = '.context-view.monaco-menu-container';
const MENU_ENTRY = '.monaco-menu:visible .action-item';
/** How long the palette may take to close, in milliseconds: a command that shows nothing closes it at once. */
const GONE_MS = 10_000;
const TERMINAL = '.terminal-wrapper.active:visible';

/** A VS Code window in a page, driven as a person does: by keys, and by what can be read on it. */
export class EditorWindow {
  constructor(readonly page: Page) {}

  /** The workbench is up: the status bar is the last part to come. */
  async ready(ms = 120_000): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench .statusbar-item', { timeout: ms });
  }

  /**
   * F1, the command's title as the palette shows it (`QEMU: Stop Machine`), Enter. Waits until the palette knows it: the
   * extension host may still be starting.
   */
  async command(title: string, limitMs?: number): Promise<void> {
    await until(`the palette offers "${title}"`, () => this.pickFromPalette(title), {
      everyMs: 300,
      ...(limitMs !== undefined && { limitMs }),
    });
  }

  private async pickFromPalette(title: string): Promise<boolean> {
    const input = this.page.locator(`${QUICK_INPUT} input`).first();
    // Only if it has the focus, which it gives back before it fades: Escape in a terminal goes to the guest.
    if (await this.page.evaluate<boolean>(IN_QUICK_INPUT)) await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('F1');
    if (!(await appears(input, 2000))) return false;
    // A terminal that is opening may take the focus, which closes the palette: then we try again.
    const filled = await input.fill(`>${title}`, { timeout: 1000 }).then(
      () => true,
      () => false,
    );
    if (!filled) return false;
    const rows = this.page.locator(ROW).filter({ has: this.page.getByText(title, { exact: true }) });
    if (!(await appears(rows.first(), 700))) return false;
    // The palette may still close between the look and the click, and its rows are then gone for good.
    const clicked = await rows
      .first()
      .click({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
    // Else its row is taken for one of the command's own list.
    if (clicked) await disappears(rows.first(), GONE_MS);
    return clicked;
  }

  /** Picks an entry of an open quick pick by a part of its label. */
  async pick(label: string, ms = 60_000): Promise<void> {
    await this.page.locator(ROW).filter({ hasText: label }).first().click({ timeout: ms });
  }

  /** Right-clicks on the first thing that a selector finds, then on entries of its menu: of each submenu, and what is in it. */
  async menu(selector: string, titles: readonly string[]): Promise<void> {
    const entries = titles.map((title) =>
      this.page
        .locator(MENU_ENTRY)
        .filter({ has: this.page.getByText(title, { exact: true }) })
        .last(),
    );
    const [first] = entries;
    await until(`"${titles.join(' > ')}" is clicked in the menu`, async () => {
      // What else happens in the window may close it again.
      if (!(await first?.isVisible())) {
        // One that has no such entry would take the click.
        if (await this.page.locator(OPEN_MENU).first().isVisible()) await this.page.keyboard.press('Escape');
        await this.page.locator(selector).first().click({ button: 'right', timeout: 5000 });
      }
      for (const [index, entry] of entries.entries()) {
        await entry.click({ timeout: 2000 });
        const next = entries[index + 1];
        // A menu that has just come up ignores clicks for a moment.
        if (!(next ? await appears(next, 1000) : await disappears(entry, 2000))) return false;
      }
      return true;
    });
  }

  /** Answers the input box whose prompt has this text: one that was answered before stays until its answer is checked. */
  async answer(question: string, text: string, ms = 60_000): Promise<void> {
    const asking = this.page.locator(QUICK_INPUT).filter({ hasText: question });
    await asking.locator('input').first().fill(text, { timeout: ms });
    await this.page.keyboard.press('Enter');
  }

  /** The visible terminal; of several side by side, the one with the focus, else the first. */
  private async terminal(): Promise<Locator> {
    const focused = this.page.locator(`${TERMINAL}:focus-within`);
    return (await focused.count()) > 0 ? focused.first() : this.page.locator(TERMINAL).first();
  }

  /** What the visible terminal shows, line by line, without blanks at the ends: wait for `>`, not for `> `. */
  async terminalText(): Promise<string> {
    const rows = await (await this.terminal()).locator('.xterm-rows > div').allTextContents();
    return rows
      .map((row) => row.replaceAll('\u00a0', ' ').trimEnd())
      .join('\n')
      .trimEnd();
  }

  /** Waits until the visible terminal shows a text, and returns all it shows. */
  async waitForTerminal(pattern: string | RegExp, limitMs = 60_000): Promise<string> {
    let shown = '';
    const matches = async (): Promise<boolean> => {
      shown = await this.terminalText();
      return typeof pattern === 'string' ? shown.includes(pattern) : pattern.test(shown);
    };
    const what = `the terminal shows ${String(pattern)}`;
    await until(what, matches, { limitMs, everyMs: 100 }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}; it shows:\n${shown}`, { cause: error });
    });
    return shown;
  }

  async focusTerminal(): Promise<void> {
    await (await this.terminal()).locator('.xterm-helper-textarea').focus();
  }

  /** Pastes with the terminal's own key, from the clipboard, as a person does. */
  async pasteInTerminal(text: string): Promise<void> {
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.focusTerminal();
    await this.page.keyboard.press('Control+Shift+V');
  }

  /** Moves the mouse to the first character of a text in the visible terminal. @throws while it is not to be seen. */
  async hoverInTerminal(text: string): Promise<void> {
    const rows = '.terminal-wrapper.active .xterm-rows > div';
    const place = await this.page.evaluate<PlaceOfText | null>(placeOfText(rows, text));
    if (!place) throw new Error(`the terminal does not show "${text}"`);
    // A link is looked for when the mouse moves, and not again where it stood.
    await this.page.mouse.move(place.x + place.width * 3, place.y);
    await this.page.mouse.move(place.x, place.y, { steps: 3 });
  }

  /** Follows a link in the visible terminal, with the key that makes it one. Waits until the text is a link. */
  async followInTerminal(text: string): Promise<void> {
    await this.page.keyboard.down('Control');
    try {
      await until(`"${text}" is a link`, async () => {
        await this.hoverInTerminal(text);
        if (await appears(this.page.locator(`${TERMINAL} .xterm-cursor-pointer`).first(), 1000)) return true;
        // A line is asked for its links once while the mouse is on it; an answer that came too soon stays.
        await this.page.mouse.move(0, 0);
        await this.page.locator(`${TERMINAL} .xterm-rows > div`).first().hover({ timeout: 1000 });
        return false;
      });
      await this.page.mouse.down();
      await this.page.mouse.up();
    } finally {
      await this.page.keyboard.up('Control');
    }
  }

  /** Types into the visible terminal, key by key; `\n` is the Enter key. */
  async typeInTerminal(text: string): Promise<void> {
    await this.focusTerminal();
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) await this.page.keyboard.press('Enter');
      await this.page.keyboard.type(line);
    }
  }

  /** The text of what a selector finds, one string for each. */
  text(selector: string): Promise<string[]> {
    return this.page.locator(selector).allTextContents();
  }

  async notifications(): Promise<string[]> {
    return this.text('.notification-list-item-message');
  }

  async screenshot(path: string): Promise<string> {
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
    return path;
  }
}

/** A source text for the page, which gives the middle of a text's first character and its width, in pixels; or null. */
const placeOfText = (rows: string, text: string): string => `(() => {
  for (const row of document.querySelectorAll(${JSON.stringify(rows)})) {
    const at = row.textContent.replaceAll('\\u00a0', ' ').indexOf(${JSON.stringify(text)});
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    let before = 0;
    for (let node = at < 0 ? null : walker.nextNode(); node; node = walker.nextNode()) {
      if (at < before + node.length) {
        const range = document.createRange();
        range.setStart(node, at - before);
        range.setEnd(node, at - before + 1);
        const { left, top, width, height } = range.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2, width };
      }
      before += node.length;
    }
  }
  return null;
})()`;

interface PlaceOfText {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function appears(locator: Locator, ms: number): Promise<boolean> {
  return locator.waitFor({ timeout: ms }).then(
    () => true,
    () => false,
  );
}

function disappears(locator: Locator, ms: number): Promise<boolean> {
  return locator.waitFor({ state: 'hidden', timeout: ms }).then(
    () => true,
    () => false,
  );
}
