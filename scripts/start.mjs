/**
 * `npm start`: installs what is missing, builds, and opens VS Code with the extension and a sample workspace, until
 * Ctrl-C: the desktop's if there is one, else the headless workbench, whose address it prints. The options are in
 * test/run/start.ts.
 */
import { findDesktopCommand } from './lib/desktop.mjs';
import { main } from './lib/main.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await main(async (signal) => {
  const headless = process.argv.includes('--headless');
  const web = headless || process.argv.includes('--web');
  const workbench = web || !(await findDesktopCommand());
  await setup({ kinds: headless ? ['start', 'browser'] : ['start'], workbench }, signal);
  return runTypeScript('test/run/start.ts', signal);
});
