/** Builds the extension and bundles test/e2e, for running the suite from VS Code's own debugger (F5). */
import { build } from './lib/build.mjs';
import { main } from './lib/scope.mjs';
import { bundleTests } from './lib/tests.mjs';

await main(async ({ signal }) => {
  await build({ signal });
  await bundleTests();
});
