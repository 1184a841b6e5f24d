/** Runs inside a root folder: installs there what the tests need. */
import { ensureSystem } from '../lib/system.mjs';

await ensureSystem(['tests']);
