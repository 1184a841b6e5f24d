/**
 * What `npm start` does once everything is installed.
 * `-- --headless`: does the main job by itself in a headless browser and exits. `--web`: no desktop even if there is
 * one. `--no-build`: takes dist/ as it is.
 */
import { parseArgs } from 'node:util';
import { findDesktopCommand } from '../../scripts/lib/desktop.mjs';
import { root, sampleWorkspace } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { raceAbort } from '../../src/concurrency/abort';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { headlessJob } from '../workbench/headlessJob';
import { startWorkbench } from '../workbench/workbench';
import { build } from './build';
import { command } from '../support/command';

/** A window is open for as long as a person likes: the longest that a timer can wait, in milliseconds. */
const NO_LIMIT_MS = 2 ** 31 - 1;

command('npm start', async (tasks) => {
  const { values: flags } = parseArgs({
    options: { headless: { type: 'boolean' }, web: { type: 'boolean' }, 'no-build': { type: 'boolean' } },
  });
  const { signal } = tasks;
  if (!flags['no-build']) await build({ signal });
  if (flags.headless) {
    await headlessJob(tasks);
    return 0;
  }
  const desktop = flags.web ? undefined : await findDesktopCommand();
  return desktop === undefined ? serve(tasks) : openDesktop(desktop, signal);
});

function openDesktop(program: string, signal: AbortSignal): Promise<number> {
  console.log(
    'Opening VS Code with the extension and a sample workspace. Close the window or press Ctrl-C to end.',
  );
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, sampleWorkspace];
  return run(program, args, { signal, timeoutMs: NO_LIMIT_MS });
}

async function serve(tasks: TaskGroup): Promise<never> {
  const workbench = await startWorkbench(tasks);
  console.log('\nVS Code is running with the extension and a sample workspace. Open this in a browser:');
  console.log(`\n    ${workbench.url({ folder: sampleWorkspace, extension: [root] })}\n`);
  console.log('To begin, press F1 and select "QEMU: Launch Sample Guest". Ctrl-C ends everything.');
  await raceAbort(workbench.server.stopped, tasks.signal);
  throw new Error('The VS Code server ended by itself.');
}
