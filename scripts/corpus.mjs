/** `npm run corpus -- DIR`: how many labelled crash logs are read as their labels say (test/run/corpus.ts). */
import { main } from './lib/main.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await main(async (signal) => {
  await setup({ kinds: ['tests'] }, signal);
  return runTypeScript('test/run/corpus.ts', signal);
});
