/**
 * `npm run test:kernels`: debugs kernels that people really have, with KASLR and with half a gigabyte of symbols. They
 * are Debian's, fetched and built on first use into `.vscode-test/kernels`. Then test/e2e/kernels has them crash in a real
 * VS Code. `--grep TEXT` runs a part of the tests, `--fresh` makes the kernels again.
 */
import { parseArgs } from 'node:util';
import { needsWorkbench } from './lib/desktop.mjs';
import { main } from './lib/main.mjs';
import { node, root, toolEnvironment, toolScript } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { setup } from './lib/setup.mjs';
import { runTypeScript } from './lib/typescript.mjs';
import { ensureKernels } from './kernels/kernels.mjs';

/** All of them on a slow computer, in milliseconds. */
const TESTS_LIMIT_MS = 7_200_000;

await main(async (signal) => {
  const { values } = parseArgs({
    options: { grep: { type: 'string' }, fresh: { type: 'boolean', default: false } },
  });
  if (process.platform !== 'linux') throw new Error('These kernels are fetched by apt: this needs Debian.');
  const workbench = await needsWorkbench();
  const kinds = ['tests', 'kernels', ...(workbench ? ['browser'] : [])];
  await setup({ kinds, workbench, linux: true }, signal);
  await ensureKernels({ signal, fresh: values.fresh });
  const part = values.grep === undefined ? [] : ['--grep', values.grep];
  const args = [toolScript('mocha'), '--config', '.mocharc.kernels.json', ...part];
  const options = { cwd: root, env: toolEnvironment(), signal, timeoutMs: TESTS_LIMIT_MS };
  const plain = await run(node, args, { ...options, allowFailure: true });
  // The part of a suite that `--grep` names may be in the other one.
  const inVscode = ['--kernels', ...part, ...(part.length > 0 ? ['--pass-with-no-tests'] : [])];
  return (await runTypeScript('test/run/testVscode.ts', signal, inVscode)) || plain;
});
