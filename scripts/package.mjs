/**
 * `npm run package`: a production build packed into out/*.vsix, and a look at what is in it and how large it is.
 * `-- --check` also installs it in a fresh headless VS Code and does the main job with it.
 */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './lib/build.mjs';
import { serverMain, serverNode } from './lib/codeServer.mjs';
import { headlessJob } from './lib/headlessJob.mjs';
import { node, output, root, toolEnvironment, toolScript } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { main } from './lib/scope.mjs';
import { temporaryDirectory } from './lib/temporary.mjs';
import { setup } from './lib/setup.mjs';
import { namesIn, problems } from './lib/vsix.mjs';

/** In bytes. */
const LARGEST_BUNDLE = 150_000;
const LARGEST_VSIX = 1_000_000;

await main(async (scope) => {
  const { values: flags } = parseArgs({ options: { check: { type: 'boolean' } } });
  await setup({ kinds: flags.check ? ['start', 'browser'] : [], workbench: flags.check }, scope.signal);
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const vsix = join(output, `${manifest.name}-${manifest.version}.vsix`);
  await pack(vsix, scope.signal);
  await inspect(vsix, manifest);
  if (flags.check) await tryOut(vsix, scope);
});

async function pack(vsix, signal) {
  await mkdir(output, { recursive: true });
  await build({ production: true, signal });
  // All that we need is bundled, so node_modules stays out. There is no repository's address to rewrite links to.
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const args = [toolScript('@vscode/vsce', 'vsce'), 'package', ...flags, '--out', vsix];
  await run(node, args, { cwd: root, env: toolEnvironment(), signal });
}

async function inspect(vsix, manifest) {
  const names = await namesIn(vsix);
  const bundle = (await stat(join(root, 'dist', 'extension.js'))).size;
  const { size } = await stat(vsix);
  console.log(names.map((name) => `  ${name}`).join('\n'));
  console.log(`dist/extension.js ${kilobytes(bundle)}, VSIX ${kilobytes(size)}, ${names.length} files`);
  const wrong = problems(names, manifest);
  if (bundle > LARGEST_BUNDLE) wrong.push(`dist/extension.js is larger than ${kilobytes(LARGEST_BUNDLE)}`);
  if (size > LARGEST_VSIX) wrong.push(`the VSIX is larger than ${kilobytes(LARGEST_VSIX)}`);
  if (wrong.length > 0) throw new Error(`The VSIX is not as it should be:\n  ${wrong.join('\n  ')}`);
}

/** Installs the VSIX as a person does, into a VS Code that has nothing else, and uses it. */
async function tryOut(vsix, scope) {
  const home = await temporaryDirectory(scope, 'qsd-vsix-');
  const extensionsDirectory = join(home, 'extensions');
  const data = ['--server-data-dir', join(home, 'data'), '--extensions-dir', extensionsDirectory];
  const args = [serverMain, ...data, '--accept-server-license-terms', '--install-extension', vsix];
  await run(serverNode, args, { signal: scope.signal, timeoutMs: 120_000 });
  await headlessJob(scope, { extension: [], extensionsDirectory });
}

function kilobytes(size) {
  return `${(size / 1000).toFixed(0)} kB`;
}
