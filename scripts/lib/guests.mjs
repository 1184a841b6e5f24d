import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { cache, guests } from './paths.mjs';
import { capture, run, which } from './run.mjs';

/**
 * The Linux that the tests boot: Debian's cloud kernel, fetched and unpacked, never installed (an installed
 * kernel would change the boot menu of the machine that runs the tests).
 */
const METAPACKAGE = 'linux-image-cloud-amd64';

/** `vmlinuz`, `System.map`, `config` and `lib/modules/…` are in here. */
const linux = join(guests, 'linux');
const vmlinuz = join(linux, 'vmlinuz');

/** @throws if there is no apt-get; says which file to put in place instead. */
export async function ensureLinux({ signal } = {}) {
  if (existsSync(vmlinuz)) return;
  if (!(await which('apt-get')) || !(await which('dpkg-deb')))
    throw new Error(
      `The tests boot an x86-64 Linux with a serial console. Put its kernel image at ${vmlinuz}.`,
    );
  await withLock('linux', async () => {
    if (!existsSync(vmlinuz)) await fetchKernel(signal);
  });
}

async function fetchKernel(signal) {
  console.log(`Fetching ${METAPACKAGE} into .vscode-test`);
  const aside = await mkdtemp(join(cache, 'linux-'));
  try {
    const deb = await download(await resolvePackage(signal), aside, signal);
    await run('dpkg-deb', ['-x', deb, aside], { signal });
    await rm(deb);
    await layOut(aside);
    await mkdir(guests, { recursive: true });
    await rm(linux, { recursive: true, force: true });
    await rename(aside, linux);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** The metapackage names the kernel of the day. */
async function resolvePackage(signal) {
  const shown = await capture('apt-cache', ['show', '--no-all-versions', METAPACKAGE], {
    signal,
    allowFailure: true,
  });
  const name = /^Depends:.*?\b(linux-image-[\w.+-]+)/m.exec(shown.stdout)?.[1];
  if (!name) throw new Error(`apt knows no ${METAPACKAGE}. Run "apt-get update" (as root) and try again.`);
  return name;
}

async function download(name, folder, signal) {
  await capture('apt-get', ['download', '--quiet', name], { cwd: folder, signal });
  const file = (await readdir(folder)).find((entry) => entry.endsWith('.deb'));
  return join(folder, file);
}

/** `boot/vmlinuz-6.1.0-…` becomes `vmlinuz`, and so on: well-known names for the tests. */
async function layOut(folder) {
  for (const entry of await readdir(join(folder, 'boot')))
    await rename(join(folder, 'boot', entry), join(folder, entry.replace(/-.*/, '')));
  await rm(join(folder, 'boot'), { recursive: true });
  await rm(join(folder, 'usr'), { recursive: true, force: true });
}
