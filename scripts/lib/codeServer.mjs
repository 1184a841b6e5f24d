import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { npm } from './dependencies.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { run } from './run.mjs';

/** The npm package that holds VS Code's own server and web workbench (MIT), of VS Code 1.139.1. */
const VERSION = '4.139.1';
const home = join(cache, `code-server-${VERSION}`);
const runtime = join(cache, 'node24');

/** VS Code's server, started with `serverNode`. */
export const serverMain = join(home, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js');
export const serverNode = join(runtime, 'bin', 'node');

/**
 * Installs the headless workbench into the cache: 600 MB, a minute or two, once. It is built aside and renamed
 * when complete, so a half-finished install is never taken for one.
 */
export async function ensureCodeServer({ signal } = {}) {
  if (existsSync(home) && existsSync(serverNode)) return;
  await withLock('code-server', async () => {
    await ensureRuntime();
    if (!existsSync(home)) await install(signal);
  });
}

async function install(signal) {
  console.log(
    `Installing the headless workbench (code-server ${VERSION}) into .vscode-test; this takes minutes, once`,
  );
  const aside = `${home}.partial`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  const manifest = {
    private: true,
    dependencies: { 'code-server': VERSION },
    allowScripts: { 'code-server': true, argon2: true },
  };
  await writeFile(join(aside, 'package.json'), JSON.stringify(manifest));
  const [program, first] = npm(serverNode);
  const args = [...first, 'install', '--no-audit', '--no-fund', '--loglevel=error', '--no-package-lock'];
  await run(program, args, { cwd: aside, env: buildEnvironment(), signal, timeoutMs: 1_800_000 });
  await rename(aside, home);
}

/**
 * code-server wants Node 24 exactly, to run the build scripts and, by its headers, to build native modules for. It
 * asks npm's user agent, which an npm that is started by another one takes over from it.
 */
function buildEnvironment() {
  return {
    ...process.env,
    npm_config_user_agent: undefined,
    PATH: [join(runtime, 'bin'), process.env.PATH].join(delimiter),
    npm_config_nodedir: runtime,
    npm_config_ignore_scripts: 'false',
  };
}

/** A copy: npm may lay out the package in node_modules again at any time, under a compiler that reads the headers. */
async function ensureRuntime() {
  if (existsSync(serverNode)) return;
  const parent = join(root, 'node_modules', 'node', 'node_modules');
  const name = (await readdir(parent)).find((entry) => /^node-(bin-)?(linux|darwin|win)-/.test(entry));
  if (!name)
    throw new Error(`No Node 24 with headers in ${parent}. Delete node_modules and run the command again.`);
  const aside = `${runtime}.partial`;
  await rm(aside, { recursive: true, force: true });
  await cp(join(parent, name), aside, { recursive: true });
  await rm(runtime, { recursive: true, force: true });
  await rename(aside, runtime);
}
