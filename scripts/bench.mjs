/** `npm run bench`: measures the product beside its alternatives. The options are in test/bench/bench.ts. */
import { main } from './lib/main.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await main(async (signal) => {
  await setup({ kinds: ['tests', 'browser'], workbench: true, linux: true }, signal);
  return runTypeScript('test/bench/bench.ts', signal);
});
