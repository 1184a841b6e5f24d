/** `npm run package`: makes and checks the VSIX. The options are in test/run/package.ts. */
import { main } from './lib/main.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await main(async (signal) => {
  const workbench = process.argv.includes('--check');
  await setup({ kinds: workbench ? ['start', 'browser'] : [], workbench }, signal);
  return runTypeScript('test/run/package.ts', signal);
});
