/** `npm run soak`: runs the product for a long time. The options are in test/soak/soak.ts. */
import { main } from './lib/main.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await main(async (signal) => {
  await setup({ kinds: ['tests'] }, signal);
  return runTypeScript('test/soak/soak.ts', signal);
});
