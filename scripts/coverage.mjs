/** `npm run coverage`: how much of each room the unit and integration suites reach (test/run/coverage.ts). */
import { main } from './lib/main.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';

await main(async (signal) => {
  await setup({ kinds: ['tests'], linux: true }, signal);
  return runTypeScript('test/run/coverage.ts', signal);
});
