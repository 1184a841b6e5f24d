import { ensureCodeServer } from './codeServer.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureLinux } from './guests.mjs';
import { ensureSystem } from './system.mjs';

const OLDEST_NODE = 20;

/**
 * Installs what is missing, in the order in which things need each other, and says how long it took if it did.
 * Everything in it looks first and is quick when there is nothing to do.
 * @param what `{ kinds, workbench, linux }`: system needs by kind (needs.mjs), and whether the headless
 * workbench and the Linux guest are wanted.
 */
export async function setup({ kinds, workbench = false, linux = false }, signal) {
  const started = Date.now();
  checkNode();
  await ensureSystem(workbench ? [...kinds, 'workbench'] : kinds, { signal });
  await ensureDependencies({ signal });
  if (workbench) await ensureCodeServer({ signal });
  if (linux) await ensureLinux({ signal });
  const seconds = (Date.now() - started) / 1000;
  if (seconds > 2) console.log(`Set up in ${seconds.toFixed(0)} s`);
}

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE)
    throw new Error(`This needs Node ${OLDEST_NODE} or newer; ${process.execPath} is ${process.version}.`);
}
