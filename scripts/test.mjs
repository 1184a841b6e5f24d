/** `npm test`: installs what is missing, then checks everything (test/run/npmTest.ts). */
import { main } from './lib/main.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await main(async (signal) => {
  await setup({ kinds: ['tests', 'browser'], workbench: true, linux: true }, signal);
  return runTypeScript('test/run/npmTest.ts', signal);
});
