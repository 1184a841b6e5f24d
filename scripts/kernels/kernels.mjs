import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lib/lock.mjs';
import { cache } from '../lib/paths.mjs';
import { DebianApt } from './debianApt.mjs';
import { debianKernel } from './debianKernel.mjs';
import { edk2 } from './edk2.mjs';
import { riscvKernel } from './riscvKernel.mjs';
import { opensbi } from './opensbi.mjs';
import { uboot } from './uboot.mjs';
import { xen } from './xen.mjs';

/** Where the kernels are, each in a folder of its own (test/guests/paths.ts knows it, too). */
const folder = join(cache, 'kernels');

/** The file in a kernel's folder that says which version of its recipe it comes from; the last to be written. */
const STAMP = 'made';

/** How long the first one who makes them may take before a second one gives up waiting, in milliseconds. */
const MAKE_LIMIT_MS = 7_200_000;

/**
 * @typedef {object} Recipe
 * @property {string} release The Debian release that it is from.
 * @property {number} version Raised when it makes something else than before, so that it is made again.
 * @property {(folder: string, apt: DebianApt, signal: AbortSignal) => Promise<void>} make Leaves in the folder what the
 *   tests need, and nothing else of size.
 */

/** @type {Record<string, Recipe>} */
const RECIPES = {
  amd64: debianKernel('amd64', { hasModule: true }),
  arm64: debianKernel('arm64'),
  edk2,
  opensbi,
  uboot,
  xen,
  riscv64: riscvKernel,
};

/**
 * Fetches and builds what is not there yet, one after the other: an hour on a small computer at the first time, and
 * 4 GB while it lasts. Made in its place, since debuggers look for sources where the compiler had them; a kernel without
 * its stamp is not complete, and is made again.
 * @param {{ signal: AbortSignal, fresh: boolean }} options `fresh`: made again, from the packages of today.
 */
export async function ensureKernels({ signal, fresh }) {
  await withLock('kernels', () => makeMissing(fresh, signal), { signal, ms: MAKE_LIMIT_MS });
}

async function makeMissing(fresh, signal) {
  const lists = new Map();
  for (const [name, recipe] of Object.entries(RECIPES)) {
    if (!fresh && (await isMade(name, recipe))) continue;
    const started = Date.now();
    console.log(`\n── ${name}: fetched and made in ${join(folder, name)} ──`);
    const { release } = recipe;
    if (!lists.has(release)) lists.set(release, await DebianApt.open(release, signal));
    await make(name, recipe, lists.get(release), signal);
    console.log(`${name}: made in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  }
}

async function make(name, recipe, apt, signal) {
  const place = join(folder, name);
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  await recipe.make(place, apt, signal);
  await writeFile(join(place, STAMP), String(recipe.version));
}

async function isMade(name, { version }) {
  const text = await readFile(join(folder, name, STAMP), 'utf8').catch(() => '');
  return text === String(version);
}
