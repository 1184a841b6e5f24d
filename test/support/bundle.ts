import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const ROOT = resolve(__dirname, '../..');

/** Where Node is told to write what was covered (`npm run coverage`). */
const COVERAGE = process.env['NODE_V8_COVERAGE'];

const COMMON = {
  absWorkingDir: ROOT,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'inline',
  logLevel: 'warning',
} as const;

/**
 * Bundles programs the way the extension's are, from the sources as they are now: tests never run a stale `dist`, and
 * neither worker threads nor children read TypeScript.
 * @param entryPoints By the name of the bundle, without `.js`.
 * @returns the folder that they are in. It goes with the process.
 */
export async function bundle(
  entryPoints: Readonly<Record<string, string>>,
  options: BuildOptions = {},
): Promise<string> {
  if (COVERAGE !== undefined) return await transpile(entryPoints, dirname(COVERAGE));
  const folder = await mkdtemp(join(tmpdir(), 'qsd-bundles-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // As in esbuild.mjs: what jsonc-parser has as CommonJS cannot be bundled.
  const mainFields = ['module', 'main'];
  await build({
    ...COMMON,
    entryPoints: { ...entryPoints },
    outdir: folder,
    bundle: true,
    mainFields,
    ...options,
  });
  return folder;
}

/**
 * The same programs with each source as a file of its own, which stays: c8 takes all lines of a bundle for covered,
 * since it cannot tell by the map of many sources which of them a range belongs to.
 */
async function transpile(entryPoints: Readonly<Record<string, string>>, parent: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'programs-'));
  const sources = ['src/**/*.ts', 'test/support/**/*.ts', ...Object.values(entryPoints)];
  await build({ ...COMMON, entryPoints: sources, outdir: folder, outbase: ROOT });
  const places = [folder, ...Object.values(entryPoints).map((path) => join(folder, dirname(path)))];
  for (const [name, path] of Object.entries(entryPoints)) {
    const program = join(folder, path.replace(/\.ts$/, '.js'));
    const text = `module.exports = require(${JSON.stringify(program)});\n`;
    // A program finds another one beside itself.
    for (const file of places.map((place) => join(place, `${name}.js`)))
      if (!existsSync(file)) writeFileSync(file, text);
  }
  return folder;
}
