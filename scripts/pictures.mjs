/** `npm run pictures`: takes the README's pictures in a real VS Code. */
import { main } from './lib/main.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await main(async (signal) => {
  await setup({ kinds: ['start', 'browser'], workbench: true }, signal);
  return runTypeScript('test/run/pictures.ts', signal);
});
