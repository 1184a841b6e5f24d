/**
 * `npm run test:newer`: runs the integration tests with the QEMU and the GDB of Debian's next and unstable releases,
 * in root folders that it makes with debootstrap. `-- trixie` runs one of them, `--grep TEXT` a part of the tests,
 * `--fresh` makes the root folders again.
 */
import { parseArgs } from 'node:util';
import { setup } from './lib/setup.mjs';
import { main } from './lib/main.mjs';
import { enter } from './newer/enter.mjs';
import { rootFolder } from './newer/rootFolder.mjs';
import { runSuite, suites } from './newer/suites.mjs';

const RELEASES = ['trixie', 'sid'];

await main(async (signal) => {
  const { values, positionals } = parseArgs({
    options: { grep: { type: 'string' }, fresh: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !RELEASES.includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown.join(', ')}; there is ${RELEASES.join(', ')}.`);
  if (process.platform !== 'linux' || process.getuid() !== 0)
    throw new Error(
      'This needs root on Linux: it makes root folders and enters them. sudo npm run test:newer',
    );
  await setup({ kinds: ['newer'], linux: true }, signal);
  const rows = [];
  for (const release of positionals.length > 0 ? positionals : RELEASES)
    rows.push(...(await runRelease(release, { ...values, signal })));
  return report(rows);
});

/** Runs the suites in the root folder of a release. */
async function runRelease(release, { signal, grep, fresh }) {
  const folder = await rootFolder(release, { signal, fresh });
  console.log(`\n── ${release} ──`);
  await enter(folder, ['sh', '-c', 'qemu-system-x86_64 -version | head -1; gdb -version | head -1'], {
    signal,
  });
  const rows = [];
  for (const [suite, files] of await suites()) {
    const name = `${release}-${suite}`;
    console.log(`\n── ${name} ──`);
    rows.push({ name, ...(await runSuite(name, folder, files, { signal, grep })) });
  }
  return rows;
}

/** Prints a line for each suite, what failed, and the sum. @returns {number} the exit code. */
function report(rows) {
  console.log('');
  const sum = { passes: 0, failures: 0, pending: 0 };
  for (const { name, code, results } of rows) {
    const { passes = 0, pending = 0, failures = 0 } = results ?? {};
    // It crashed, was killed, or complains of something outside of any test.
    const failed = !results || (code !== 0 && failures === 0) ? failures + 1 : failures;
    console.log(`${failed > 0 ? 'FAILED' : 'ok    '} ${name.padEnd(20)} ${passes} passed, ${failed} failed`);
    sum.passes += passes;
    sum.failures += failed;
    sum.pending += pending;
  }
  for (const { name, results } of rows)
    for (const failure of results?.failed ?? []) console.log(`\n${name}: ${failure}`);
  console.log(
    `\n${sum.passes} passed, ${sum.failures} failed${sum.pending > 0 ? `, ${sum.pending} skipped` : ''}`,
  );
  return sum.failures > 0 || sum.passes === 0 ? 1 : 0;
}
