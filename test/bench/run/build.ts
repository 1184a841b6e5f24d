import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { node, output, root, toolEnvironment } from '../../../scripts/lib/paths.mjs';
import { capture } from '../../../scripts/lib/run.mjs';

/** Everything of the bench that is made and not committed. */
export const benchOutput = join(output, 'bench');
export const programs = join(benchOutput, 'programs');
/** The extension as it is shipped, apart from dist/, which somebody may be working with. */
export const shipped = join(benchOutput, 'extension');
/** In the extension's own folder, where VS Code knows whose `vscode` it asks for. */
const suiteFolder = join(shipped, 'bench');
export const suite = join(suiteFolder, 'index.js');

const PARTS = [
  'package.json',
  'package.nls.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'ThirdPartyNotices.txt',
  '.vscodeignore',
  'media',
  'l10n',
];

/** Bundles the extension for production, and the bench programs and the suite for VS Code with the same settings. */
export async function buildBench(signal: AbortSignal): Promise<void> {
  await rm(benchOutput, { recursive: true, force: true });
  await mkdir(shipped, { recursive: true });
  for (const part of PARTS) await cp(join(root, part), join(shipped, part), { recursive: true });
  // The build script takes its entry points from, and writes into, the folder that it runs in.
  await symlink(join(root, 'src'), join(shipped, 'src'));
  const args = [join(root, 'esbuild.mjs'), '--production'];
  await capture(node, args, { cwd: shipped, env: toolEnvironment(), signal });
  await rm(join(shipped, 'src'));
  await bundle('programs', programs);
  await bundle('vscode', suiteFolder);
}

async function bundle(folder: string, outdir: string): Promise<void> {
  const source = join(root, 'test', 'bench', folder);
  const names = await readdir(source);
  await build({
    entryPoints: names.filter((name) => name.endsWith('.ts')).map((name) => join(source, name)),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // As for the extension (esbuild.mjs).
    external: ['vscode', '*.node'],
    alias: { serialport: join(root, 'src', 'debug', 'gdb', 'process', 'noSerialport.ts') },
    mainFields: ['module', 'main'],
    minify: true,
    // Class names are part of error messages.
    keepNames: true,
    logLevel: 'warning',
  });
}
