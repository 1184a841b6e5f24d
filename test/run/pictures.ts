/** `npm run pictures`: takes every picture of the README and the walkthrough in a real VS Code, in dark and in light. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/lib/paths.mjs';
import { command } from '../support/command';
import { temporaryDirectory } from '../support/temporary';
import { until } from '../support/until';
import type { EditorWindow } from '../workbench/editorWindow';
import { SETTINGS } from '../workbench/settings';
import { type DrivenWindow, openWindow } from '../workbench/window';
import { screenshots } from '../workbench/pageActions';
import { build } from './build';
import { asWebp } from './webp';

const QUIET = {
  'workbench.activityBar.location': 'hidden',
  'terminal.integrated.tabs.showActiveTerminal': 'never',
  'terminal.integrated.cursorBlinking': false,
  'terminal.integrated.shellIntegration.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'window.commandCenter': false,
  // Folders of this computer concern nobody.
  'breadcrumbs.enabled': false,
  'testing.automaticallyOpenTestResults': 'neverOpen',
  'testing.automaticallyOpenPeekView': 'failureAnywhere',
};
/** What is installed here is not what a person sees who needs this step; a prompt tells no names. */
const SHELL = {
  'terminal.integrated.profiles.linux': { sh: { path: '/bin/sh', env: { PS1: '$ ', ENV: null } } },
  'terminal.integrated.defaultProfile.linux': 'sh',
};

const THEMES = {
  dark: { label: 'Dark Modern', mark: '.monaco-workbench.vs-dark' },
  light: { label: 'Light Modern', mark: '.monaco-workbench.vs' },
} as const;
type Theme = keyof typeof THEMES;

/** The README on GitHub and the walkthrough follow the person's theme. */
interface Scene {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
  /** The part of the window that is shown; all of it by default. */
  readonly part?: string;
  prepare?(editor: EditorWindow): Promise<unknown>;
  /** What the choice of a theme takes away. */
  again?(editor: EditorWindow): Promise<unknown>;
}

const PANEL = '.part.panel';
const PROMPT = /^>$/m;
const ROW = '.monaco-list-row';

const shows = (editor: EditorWindow, selector: string, text: RegExp): Promise<boolean> =>
  until(`${selector} shows ${String(text)}`, async () =>
    (await editor.text(selector)).some((one) => text.test(one.replaceAll('\u00a0', ' '))),
  );

/** One after the other in one window: each begins with what the one before it has left. */
const SCENES: readonly Scene[] = [
  {
    name: 'walkthrough/install',
    size: { width: 1000, height: 560 },
    part: PANEL,
    prepare: async (editor) => {
      await editor.command('View: Toggle Primary Side Bar Visibility');
      await editor.command('QEMU: Install QEMU, GDB or a Symbolizer…');
      await editor.pick('Runs the machines');
      await editor.waitForTerminal('apt install');
    },
  },
  {
    name: 'walkthrough/sample',
    size: { width: 1000, height: 560 },
    part: PANEL,
    prepare: async (editor) => {
      await editor.command('Terminal: Kill All Terminals');
      await editor.command('QEMU: Launch Sample Guest');
      await editor.waitForTerminal(PROMPT, 60_000);
      const visible = editor.page.locator('.terminal-wrapper.active:visible');
      await until('both ports are shown', async () => (await visible.count()) === 2);
    },
  },
  {
    name: 'walkthrough/type',
    size: { width: 1000, height: 760 },
    part: PANEL,
    prepare: async (editor) => {
      await growPanel(editor, 520);
      await editor.typeInTerminal('help\n');
      await editor.waitForTerminal('poweroff');
      await editor.typeInTerminal('colors\n');
      await editor.waitForTerminal(/colors\n[^]*\n>$/);
    },
  },
  {
    name: 'readme/overview',
    size: { width: 1100, height: 680 },
    prepare: async (editor) => {
      await growPanel(editor, 300);
      await editor.command('QEMU: Open Serial Output');
      await editor.command('Run and Debug: Focus on QEMU Machines View');
      await shows(editor, ROW, /Sample guest.*running/);
      await editor.typeInTerminal('counter\n');
      await editor.waitForTerminal(/^counter 1\n>$/m);
    },
  },
  {
    name: 'walkthrough/own',
    size: { width: 800, height: 560 },
    part: '.quick-input-widget',
    prepare: async (editor) => {
      await editor.command('QEMU: Stop Machine');
      await editor.command('View: Toggle Primary Side Bar Visibility');
    },
    again: async (editor) => {
      await editor.page.keyboard.press('Escape');
      await editor.command('QEMU: Launch Machine…');
      await shows(editor, ROW, /kernel\.elf/);
    },
  },
  {
    name: 'walkthrough/debug',
    size: { width: 860, height: 580 },
    prepare: async (editor) => {
      await editor.page.keyboard.press('Escape');
      await editor.command('View: Close All Editors');
      await growPanel(editor, 220);
      await editor.command('Terminal: Kill All Terminals');
      await debugSample(editor);
    },
  },
  {
    name: 'walkthrough/tests',
    size: { width: 860, height: 580 },
    prepare: async (editor) => {
      await editor.page.keyboard.press('Shift+F5');
      await editor.command('View: Close All Editors');
      await editor.command('QEMU: Run Sample Tests');
      await editor.pick('a test fails');
      await until('the test has failed', () =>
        editor.page.evaluate<boolean>(
          `[...document.querySelectorAll('${ROW}')].some((row) => /a test fails \\(Failed\\)/.test(row.getAttribute('aria-label')))`,
        ),
      );
      await editor.page.waitForSelector('.test-output-peek, .monaco-editor .peekview-widget');
      await shows(editor, ROW, /^\s*fails/);
    },
  },
];

async function debugSample(editor: EditorWindow): Promise<void> {
  await editor.command('QEMU: Debug Sample Guest');
  await editor.waitForTerminal(PROMPT, 60_000);
  await editor.typeInTerminal('counter\n');
  await editor.page.waitForSelector('.debug-top-stack-frame-line, .monaco-editor .debug-top-stack-frame');
  await shows(editor, '.debug-variables .monaco-list-row', /before|after/);
  await shows(editor, '.debug-call-stack .monaco-list-row', /do_counter/);
  await editor.page.locator('.pane-header:has-text("Breakpoints")').click();
}

/** Gives the panel a height in pixels, by its upper edge. */
async function growPanel({ page }: EditorWindow, height: number): Promise<void> {
  const box = await page.locator(PANEL).boundingBox();
  if (!box) throw new Error('there is no panel');
  const x = box.x + box.width / 2;
  await page.mouse.move(x, box.y);
  await page.mouse.down();
  await page.mouse.move(x, box.y + box.height - height, { steps: 5 });
  await page.mouse.up();
}

async function showTheme({ editor }: DrivenWindow, theme: Theme): Promise<void> {
  const { label, mark } = THEMES[theme];
  if ((await editor.page.locator(mark).count()) === 0) {
    await editor.command('Preferences: Color Theme');
    await editor.page.keyboard.type(label);
    await editor.pick(label);
  }
  await editor.page.waitForSelector(mark);
}

/** Without the title bar, which tells that the extension is under development. */
async function pictureOf(page: Page, { part, size }: Scene): Promise<Buffer> {
  const options = { caret: 'hide', animations: 'disabled' } as const;
  if (part !== undefined) return await page.locator(part).first().screenshot(options);
  const title = await page.locator('.part.titlebar').boundingBox();
  const y = title?.height ?? 0;
  return await page.screenshot({ ...options, clip: { x: 0, y, width: size.width, height: size.height - y } });
}

async function take(driven: DrivenWindow, scene: Scene, encoder: Page): Promise<void> {
  const { editor } = driven;
  await editor.page.setViewportSize(scene.size);
  await scene.prepare?.(editor);
  for (const theme of Object.keys(THEMES) as Theme[]) {
    await showTheme(driven, theme);
    await scene.again?.(editor);
    // The mouse is where it would show something.
    await editor.page.mouse.move(1, 1);
    const png = await pictureOf(editor.page, scene);
    const path = join(root, 'media', `${scene.name}-${theme}.webp`);
    const bytes = await asWebp(encoder, png);
    await writeFile(path, bytes);
    console.log(`${path}: ${Math.ceil(bytes.length / 1000)} kB`);
  }
}

command('npm run pictures', async (tasks) => {
  await build({ signal: tasks.signal });
  const folder = join(await temporaryDirectory(tasks, 'qsd-pictures-'), 'my-kernel');
  await mkdir(join(folder, 'build'), { recursive: true });
  await cp(join(root, 'media', 'guest', 'sample.elf'), join(folder, 'build', 'kernel.elf'));
  const driven = await openWindow({ tasks, folder, settings: { ...SETTINGS, ...QUIET, ...SHELL } });
  const encoder = await driven.editor.page.context().newPage();
  await driven.editor.page.bringToFront();
  for (const scene of SCENES) {
    await take(driven, scene, encoder).catch(async (error: unknown) => {
      const seen = await driven.editor.screenshot(join(screenshots, 'pictures-failure.png'));
      throw new Error(`${scene.name}, see ${seen}`, { cause: error });
    });
  }
  await encoder.close();
  await driven.closePage();
  await driven.expectNothingLeft();
  return 0;
});
