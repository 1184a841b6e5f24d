/**
 * `npm run test:kernels`: debugs kernels that people really have, with KASLR and with half a gigabyte of symbols. They
 * are Debian's, fetched and built on first use into `.vscode-test/kernels`. `--grep TEXT` runs a part of the tests,
 * `--fresh` makes the kernels again.
 */
import { parseArgs } from 'node:util';
import { main } from './lib/main.mjs';
import { node, root, toolEnvironment, toolScript } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';
import { ensureKernels } from './kernels/kernels.mjs';

/** All of them on a slow computer, in milliseconds. */
const TESTS_LIMIT_MS = 7_200_000;

await main(async (signal) => {
  const { values } = parseArgs({
    options: { grep: { type: 'string' }, fresh: { type: 'boolean', default: false } },
  });
  if (process.platform !== 'linux') throw new Error('These kernels are fetched by apt: this needs Debian.');
  await setup({ kinds: ['tests', 'kernels'], linux: true }, signal);
  await ensureKernels({ signal, fresh: values.fresh });
  const args = [toolScript('mocha'), '--config', '.mocharc.kernels.json'];
  if (values.grep !== undefined) args.push('--grep', values.grep);
  const options = { cwd: root, env: toolEnvironment(), signal, timeoutMs: TESTS_LIMIT_MS };
  return run(node, args, { ...options, allowFailure: true });
});
