/**
 * `npm start`: installs what is missing, builds, and opens VS Code with the extension and a sample workspace, until
 * Ctrl-C: the desktop's where there is one, else the headless workbench, whose address it prints.
 * `-- --headless`: does the main job by itself in a headless browser and exits (`--web`: no desktop even if there
 * is one; `--no-build`: takes dist/ as it is).
 */
import { parseArgs } from 'node:util';
import { build } from './lib/build.mjs';
import { findDesktopCommand } from './lib/desktop.mjs';
import { headlessJob } from './lib/headlessJob.mjs';
import { root, sampleWorkspace } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { aborted, main } from './lib/scope.mjs';
import { setup } from './lib/setup.mjs';
import { startWorkbench } from './lib/workbench.mjs';

await main(async (scope) => {
  const { values: flags } = parseArgs({
    options: { headless: { type: 'boolean' }, web: { type: 'boolean' }, 'no-build': { type: 'boolean' } },
  });
  const desktop = flags.headless || flags.web ? undefined : await findDesktopCommand();
  await setup(
    { kinds: flags.headless ? ['start', 'browser'] : ['start'], workbench: !desktop },
    scope.signal,
  );
  if (!flags['no-build']) await build({ signal: scope.signal });
  if (flags.headless) return headlessJob(scope);
  if (desktop) return openDesktop(desktop, scope.signal);
  return serve(scope);
});

function openDesktop(program, signal) {
  console.log(
    'Opening VS Code with the extension and a sample workspace. Close the window or press Ctrl-C to end.',
  );
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`, sampleWorkspace];
  return run(program, args, { signal, timeoutMs: 2 ** 31 - 1 });
}

async function serve(scope) {
  const workbench = await startWorkbench(scope);
  console.log('\nVS Code runs with the extension and a sample workspace. Open this in a browser:');
  console.log(`\n    ${workbench.url({ folder: sampleWorkspace, extension: root })}\n`);
  console.log('F1, "QEMU: Launch Sample Guest" is a good start. Ctrl-C ends it all.');
  const ended = workbench.server.exited.then(() => {
    throw new Error('The VS Code server has ended by itself.');
  });
  await Promise.race([ended, aborted(scope.signal)]);
}
