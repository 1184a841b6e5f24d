/** `npm run bundle:tests`: builds the extension and bundles test/e2e, to run the suite from VS Code's own F5. */
import { build } from './build';
import { command } from '../support/command';
import { bundleTests } from './e2eBundles';

command('bundle:tests', async ({ signal }) => {
  await build({ signal });
  await bundleTests('ordinary');
  return 0;
});
