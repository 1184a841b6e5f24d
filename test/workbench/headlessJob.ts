import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { until } from '../support/until';
import type { EditorWindow } from './editorWindow';
import { screenshots } from './pageActions';
import { openWindow, type DrivenWindow, type WindowOptions } from './window';

const BANNER = 'QEMU Serial Debug sample guest';
/** How many lines of a long log are shown. */
const LOG_LINES = 80;
/** How long the console must have kept the focus, in milliseconds. */
const STEADY_MS = 1200;
const LOG_LEVEL = 'qemu-serial-debug.qemu-serial-debug=trace';

/**
 * The product's main job with nobody there: launch the sample guest from the palette, talk to it, see the log,
 * stop, find nothing left. Prints what a person would have seen.
 * @param options As for `openWindow`: `extension: []` to use an installed one, from `extensionsDirectory`.
 * @throws when any of it does not come about.
 */
export async function headlessJob(tasks: TaskGroup, options: WindowOptions = {}): Promise<void> {
  const driven = await openWindow({ tasks, logLevel: LOG_LEVEL, ...options });
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

async function mainJob(driven: DrivenWindow): Promise<void> {
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
async function tellMore(driven: DrivenWindow): Promise<void> {
  const path = await driven.editor.screenshot(join(screenshots, 'failure.png')).catch(() => undefined);
  if (path !== undefined) console.error(`Screenshot of the failure: ${path}`);
  console.error(lastLines(await driven.log().catch(() => '')));
}

async function converse(editor: EditorWindow): Promise<void> {
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
async function consoleFocused({ page }: EditorWindow): Promise<void> {
  let since: number | undefined;
  await until('the console has kept the focus', async () => {
    const focused = await page.evaluate<boolean>(FIRST_HAS_FOCUS);
    since = focused ? (since ?? performance.now()) : undefined;
    return since !== undefined && performance.now() - since > STEADY_MS;
  });
}

/** Evaluated in the page: of two terminals, the first has the focus. */
const FIRST_HAS_FOCUS = `(() => {
  const terminals = [...document.querySelectorAll('.terminal-wrapper .xterm')];
  return terminals.length === 2 && terminals[0].classList.contains('focus');
})()`;

/** Everything that the guest has sent: the terminal shows its end only, the machine's spool has it all. */
async function transcript(driven: DrivenWindow): Promise<string> {
  const spool = (await driven.files()).find((name) => name.endsWith('ser0.out'));
  if (spool === undefined) throw new Error('The machine has no spool.');
  const text = await readFile(join(driven.workbench.temporary, spool), 'utf8');
  return text.replaceAll('\r', '').trimEnd();
}

async function stop(driven: DrivenWindow): Promise<void> {
  const before = await driven.processes();
  if (!before.some(({ command }) => command.includes('qemu-system-'))) throw new Error('No QEMU is running.');
  await driven.editor.command('QEMU: Stop Machine');
  await until('QEMU: Stop Machine has ended the machine', async () => (await driven.remains()).length === 0);
}

const heading = (text: string): void => console.log(`\n── ${text} ──`);

function lastLines(text: string): string {
  const lines = text.trimEnd().split('\n');
  const cut = lines.length - LOG_LINES;
  return (cut > 0 ? [`… ${cut} lines before`, ...lines.slice(cut)] : lines).join('\n');
}
