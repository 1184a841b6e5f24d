import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Mocha from 'mocha';
import { resultsOf } from '../run/results';
import { expectNoChildrenAtAll } from './support/processes';

/** Where the numbers of the run go, for `npm test` to add up. */
const RESULTS = process.env['QEMU_SERIAL_DEBUG_RESULTS'];
const GREP = process.env['QEMU_SERIAL_DEBUG_GREP'];
/** Whether the part that is run may have no tests. */
const MAY_BE_EMPTY = process.env['QEMU_SERIAL_DEBUG_MAY_BE_EMPTY'];
const TIMEOUT_MS = 180_000;

/** VS Code calls this in the extension host: it runs every `*.test.js` beside it, and rejects when one fails. */
export async function run(): Promise<void> {
  // Mocha is not bundled: it comes from node_modules.
  const { default: MochaRunner } = await import('mocha');
  const mocha = new MochaRunner({ ui: 'bdd', timeout: TIMEOUT_MS, color: false, forbidOnly: true });
  if (GREP) mocha.grep(GREP);
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  }
  mocha.suite.afterAll('leaves no process behind', () => expectNoChildrenAtAll());
  const { stats, failures } = await finish(mocha);
  if (RESULTS) writeFileSync(RESULTS, JSON.stringify(resultsOf(stats, failures)));
  if (stats.passes + stats.failures === 0 && !MAY_BE_EMPTY) throw new Error('No test ran.');
  if (stats.failures > 0) throw new Error(`${stats.failures} tests failed.`);
}

function finish(mocha: Mocha): Promise<{ stats: Mocha.Stats; failures: Mocha.Test[] }> {
  return new Promise((resolve, reject) => {
    const failures: Mocha.Test[] = [];
    const runner = mocha.run(() =>
      runner.stats ? resolve({ stats: runner.stats, failures }) : reject(new Error('Mocha lost count.')),
    );
    runner.on('fail', (test, error: Error) => failures.push(Object.assign(test, { err: error })));
  });
}
