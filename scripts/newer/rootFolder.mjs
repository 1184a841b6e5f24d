import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lib/lock.mjs';
import { cache } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { enter } from './enter.mjs';

const MIRROR = 'http://deb.debian.org/debian';

/** A slow mirror takes its time, in milliseconds. */
const MAKE_LIMIT_MS = 1_800_000;

/**
 * The root folder of a Debian release, with what the tests need in it. Made on first use, beside its place, and moved
 * there when it is complete; later needs are added to it.
 * @param {string} release Debian's name of it, e.g. `trixie`.
 * @param {{ signal: AbortSignal, fresh: boolean }} options `fresh`: made again, with the packages of today.
 * @returns {Promise<string>} its path.
 */
export async function rootFolder(release, { signal, fresh }) {
  const folder = join(cache, 'newer', release);
  await withLock(
    `newer-${release}`,
    async () => {
      if (fresh) await rm(folder, { recursive: true, force: true });
      if (!(await exists(folder))) await make(release, folder, signal);
      else await install(folder, signal);
    },
    { signal },
  );
  return folder;
}

async function make(release, folder, signal) {
  const aside = `${folder}.making`;
  console.log(`Making ${folder}; it takes minutes, and 2 GB`);
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  try {
    const debootstrap = ['debootstrap', '--variant=minbase', release, aside, MIRROR];
    // Its own mount namespace: debootstrap mounts /proc, and would leave that when it is killed.
    await run('unshare', ['--mount', ...debootstrap], { signal, timeoutMs: MAKE_LIMIT_MS });
    // What a mirror has may be older than it promises to be. The signatures are checked all the same.
    await writeFile(join(aside, 'etc/apt/apt.conf.d/50valid'), 'Acquire::Check-Valid-Until "false";\n');
    await install(aside, signal);
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
}

async function install(folder, signal) {
  const code = await enter(folder, ['node', 'scripts/newer/install.mjs'], { signal });
  if (code !== 0) throw new Error(`${folder}: what the tests need could not be installed.`);
}

const exists = (path) =>
  stat(path).then(
    () => true,
    () => false,
  );
