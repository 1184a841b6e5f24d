import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { output, root } from '../../scripts/lib/paths.mjs';

const e2e = join(root, 'test', 'e2e');

/** The suites for VS Code: where their tests are, and where they are bundled to, flat, and two folders below the root. */
const SUITES = {
  ordinary: { source: e2e, bundles: join(output, 'e2e') },
  /** With guests that only `npm run test:kernels` makes. */
  kernels: { source: join(e2e, 'kernels'), bundles: join(output, 'e2e-kernels') },
} as const;

/**
 * Bundles `test/e2e/index.ts` and every test of a suite beside it, each on its own; `vscode` and mocha stay outside.
 * @returns the module for `--extensionTestsPath`.
 */
export async function bundleTests(suite: keyof typeof SUITES): Promise<string> {
  const { source, bundles } = SUITES[suite];
  const tests = (await readdir(source)).filter((name) => name.endsWith('.test.ts'));
  await rm(bundles, { recursive: true, force: true });
  await mkdir(bundles, { recursive: true });
  await build({
    entryPoints: [join(e2e, 'index.ts'), ...tests.map((name) => join(source, name))],
    outdir: bundles,
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return join(bundles, 'index.js');
}
