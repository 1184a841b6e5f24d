import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { own } from '../support/command';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The page talks to our server and to nobody else.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  // A hidden or unfocused page must run its timers as a visible one does.
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

/** A page takes seconds to be drawn on a busy computer: a guard against hanging only, in milliseconds. */
const PAGE_LIMIT_MS = 120_000;

/** Starts headless Chromium; it is closed with the group. */
export async function startBrowser(tasks: TaskGroup): Promise<Browser> {
  const executablePath = await findChromium();
  if (executablePath === undefined)
    throw new Error('No Chromium found. Install chromium, or name one in the CHROMIUM environment variable.');
  const browser = await chromium.launch({
    executablePath,
    args: FLAGS,
    // The group ends things, and in order.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  own(tasks, 'Chromium', () => browser.close());
  return browser;
}

/** Opens a page of a size at which the workbench shows all of its parts. */
export async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    bypassCSP: true,
    reducedMotion: 'reduce',
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  context.setDefaultTimeout(PAGE_LIMIT_MS);
  return context.newPage();
}
