import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleWorkspace } from './paths.mjs';
import { screenshots } from './pageActions.mjs';
import { until } from './scope.mjs';
import { openWindow } from './window.mjs';

const BANNER = 'QEMU Serial Debug sample guest';
/** How many lines of a long log are shown. */
const LOG_LINES = 80;
/** How long a split may take on a busy computer, in milliseconds. */
const SPLIT_MS = 20_000;
/** How long the console must have kept the focus, in milliseconds. */
const STEADY_MS = 1200;
const LOG_LEVEL = 'qemu-serial-debug.qemu-serial-debug=trace';

/**
 * The product's main job with nobody there: launch the sample guest from the palette, talk to it, see the log,
 * stop, find nothing left. Prints what a person would have seen.
 * @param options As for `openWindow`: `extension: []` to use an installed one, from `extensionsDirectory`.
 * @throws when any of it does not come about.
 */
export async function headlessJob(scope, options = {}) {
  const driven = await openWindow({ scope, folder: sampleWorkspace, logLevel: LOG_LEVEL, ...options });
  try {
    await mainJob(driven);
  } catch (error) {
    await tellMore(driven);
    throw error;
  }
  await driven.closePage();
  heading('QEMU log');
  console.log(lastLines(await driven.log()));
  await driven.expectNothingLeft();
  console.log('\nThe machine has ended; no process and no file is left.');
}

async function mainJob(driven) {
  const { editor } = driven;
  await editor.command('QEMU: Launch Sample Guest');
  await editor.waitForTerminal(BANNER, 60_000);
  await converse(editor);
  heading('Serial transcript');
  console.log(await transcript(driven));
  console.log(`\nScreenshot: ${await editor.screenshot(join(screenshots, 'sample-guest.png'))}`);
  await stop(driven);
}

/** What helps to see why it went wrong; that itself may fail then. */
async function tellMore(driven) {
  const path = await driven.editor.screenshot(join(screenshots, 'failure.png')).catch(() => undefined);
  if (path) console.error(`Screenshot of the failure: ${path}`);
  console.error(lastLines(await driven.log().catch(() => '')));
}

async function converse(editor) {
  await consoleFocused(editor);
  await editor.typeInTerminal('help\n');
  await editor.waitForTerminal(/^poweroff\b[^]*\n>$/m);
  await editor.typeInTerminal('echo Hello from the serial port\n');
  await editor.waitForTerminal(/^Hello from the serial port\n>$/m);
}

/**
 * The second port's terminal opens beside the first and may have the focus for moments: what is typed then goes to
 * it. So the first has to have kept the focus for a while.
 */
async function consoleFocused({ page }) {
  /* global document, performance, window -- this function runs in the page */
  const settled = (steadyMs) => {
    const terminals = [...document.querySelectorAll('.terminal-wrapper .xterm')];
    const now = terminals.length === 2 && terminals[0].classList.contains('focus');
    window.consoleFocusedAt = now ? (window.consoleFocusedAt ?? performance.now()) : undefined;
    return now && performance.now() - window.consoleFocusedAt > steadyMs;
  };
  await page.waitForFunction(settled, STEADY_MS, { timeout: SPLIT_MS });
}

/** Everything that the guest has sent: the terminal shows its end only, the machine's spool has it all. */
async function transcript(driven) {
  const spool = (await driven.files()).find((name) => name.endsWith('ser0.out'));
  if (!spool) throw new Error('The machine has no spool.');
  const text = await readFile(join(driven.workbench.temporary, spool), 'utf8');
  return text.replaceAll('\r', '').trimEnd();
}

async function stop(driven) {
  const before = await driven.processes();
  if (!before.some(({ command }) => command.includes('qemu-system-'))) throw new Error('No QEMU runs.');
  await driven.editor.command('QEMU: Stop');
  await until('QEMU: Stop did not end the machine', async () => (await driven.remains()).length === 0, {
    ms: 10_000,
  });
}

const heading = (text) => console.log(`\n── ${text} ──`);

function lastLines(text) {
  const lines = text.trimEnd().split('\n');
  const cut = lines.length - LOG_LINES;
  return (cut > 0 ? [`… ${cut} lines before`, ...lines.slice(cut)] : lines).join('\n');
}
