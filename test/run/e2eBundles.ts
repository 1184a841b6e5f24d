import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { output, root } from '../../scripts/lib/paths.mjs';

/** Where the suite for VS Code is bundled to: flat, and two folders below the root. */
const bundles = join(output, 'e2e');

/**
 * Bundles `test/e2e/index.ts` and every test beside it, each on its own; `vscode` and mocha stay outside.
 * @returns the module for `--extensionTestsPath`.
 */
export async function bundleTests(): Promise<string> {
  const source = join(root, 'test', 'e2e');
  const names = await readdir(source);
  const tests = names.filter((name) => name === 'index.ts' || name.endsWith('.test.ts'));
  await rm(bundles, { recursive: true, force: true });
  await mkdir(bundles, { recursive: true });
  await build({
    entryPoints: tests.map((name) => join(source, name)),
    outdir: bundles,
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
