import { findChromium } from './chromium.mjs';

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

/** Starts headless Chromium; it is closed with the scope. */
export async function startBrowser(scope) {
  const executablePath = await findChromium();
  if (!executablePath)
    throw new Error('No Chromium found. Install chromium, or name one in the CHROMIUM environment variable.');
  // Loaded here and not above: the scripts start before `npm ci` has brought it.
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    args: FLAGS,
    // The scope ends things, and in order.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  scope.defer('Chromium', () => browser.close());
  return browser;
}

/** Opens a page of a size at which the workbench shows all of its parts. */
export async function openPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context.newPage();
}
