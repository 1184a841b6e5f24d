/** `npm run test:vscode`: runs test/e2e in a real VS Code. The options are in test/run/testVscode.ts. */
import { needsWorkbench } from './lib/desktop.mjs';
import { main } from './lib/main.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await main(async (signal) => {
  const workbench = await needsWorkbench(process.argv.includes('--headless'));
  await setup({ kinds: workbench ? ['tests', 'browser'] : ['tests'], workbench, linux: true }, signal);
  return runTypeScript('test/run/testVscode.ts', signal);
});
