import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from '../lib/paths.mjs';
import { capture, run } from '../lib/run.mjs';

/** Debian's kernels for these are wanted, whatever this computer is. */
const ARCHITECTURES = ['amd64', 'arm64'];

/** The signatures of Debian's archive, which its own apt and the package `debian-archive-keyring` bring. */
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** A slow mirror takes its time, in milliseconds. */
const FETCH_LIMIT_MS = 1_800_000;

/**
 * Packages and sources of one Debian release, without a change to the apt of this computer: the lists are in a folder
 * of their own, from the mirror that this computer uses.
 */
export class DebianApt {
  #options;
  #signal;

  constructor(options, signal) {
    this.#options = options;
    this.#signal = signal;
  }

  /**
   * @param {string} release e.g. `bookworm`
   * @param {AbortSignal} signal
   * @throws when this computer's apt has no mirror of Debian's, or its lists cannot be fetched.
   */
  static async open(release, signal) {
    const folder = join(cache, 'kernels', `apt-${release}`);
    // Its lists are those of today: what they name, a mirror has.
    await rm(folder, { recursive: true, force: true });
    for (const each of ['lists/partial', 'cache/archives/partial'])
      await mkdir(join(folder, each), { recursive: true });
    const sources = join(folder, 'sources.list');
    const site = await mirror(signal);
    const lines = [
      `deb [arch=${ARCHITECTURES.join(',')} signed-by=${KEYRING}] ${site} ${release} main`,
      `deb-src [signed-by=${KEYRING}] ${site} ${release} main`,
    ];
    await writeFile(sources, lines.join('\n') + '\n');
    await writeFile(join(folder, 'status'), '');
    const options = [
      ...ARCHITECTURES.map((each) => `APT::Architectures::=${each}`),
      `Dir::Etc::sourcelist=${sources}`,
      'Dir::Etc::sourceparts=/dev/null',
      `Dir::State::lists=${join(folder, 'lists')}`,
      `Dir::State::status=${join(folder, 'status')}`,
      `Dir::Cache=${join(folder, 'cache')}`,
      // What a mirror has may be older than it promises to be. The signatures are checked all the same.
      'Acquire::Check-Valid-Until=false',
      // Root would hand the fetching to a user who may not write here, and complain.
      'APT::Sandbox::User=root',
    ].flatMap((option) => ['-o', option]);
    const apt = new DebianApt(options, signal);
    await apt.#get(folder, 'update', '--quiet', '--error-on=any');
    return apt;
  }

  /** What a package depends on: a metapackage names the kernel of the day. @throws when it does not exist. */
  async dependencies(name) {
    const args = [...this.#options, 'show', '--no-all-versions', name];
    const { stdout } = await capture('apt-cache', args, { signal: this.#signal });
    const [, list = ''] = /^Depends: (.*)$/m.exec(stdout) ?? [];
    return list.split(',').map((each) => each.trim().replace(/[ :(].*$/, ''));
  }

  /** Fetches packages and unpacks them into a folder; nothing is installed. */
  async unpack(folder, ...names) {
    for (const name of names) {
      const aside = join(folder, `deb-${name.replace(/\W/g, '-')}`);
      await mkdir(aside, { recursive: true });
      await this.#get(aside, 'download', '--quiet', name);
      for (const deb of await readdir(aside))
        await run('dpkg-deb', ['-x', join(aside, deb), folder], {
          signal: this.#signal,
          timeoutMs: FETCH_LIMIT_MS,
        });
      await rm(aside, { recursive: true });
    }
  }

  /**
   * Fetches what a source package holds of its authors, without Debian's changes, and unpacks it.
   * @param {string} folder Made; the sources lie in it.
   * @param {string} name
   */
  async source(folder, name) {
    const aside = `${folder}.tar`;
    for (const each of [folder, aside]) await mkdir(each, { recursive: true });
    await this.#get(aside, 'source', '--quiet', '--tar-only', name);
    const [archive] = await readdir(aside);
    if (!archive) throw new Error(`apt-get source ${name} has fetched nothing.`);
    await untar(join(aside, archive), folder, this.#signal);
    await rm(aside, { recursive: true });
  }

  #get(cwd, ...args) {
    const options = { cwd, signal: this.#signal, timeoutMs: FETCH_LIMIT_MS };
    return run('apt-get', [...this.#options, ...args], options);
  }
}

/** Unpacks what is in an archive's one folder into another folder. */
export async function untar(archive, folder, signal) {
  const args = ['-C', folder, '--strip-components=1', '-xf', archive];
  await run('tar', args, { signal, timeoutMs: FETCH_LIMIT_MS });
}

/** Where this computer's own apt gets Debian from. */
async function mirror(signal) {
  const format = ['--format', '$(ORIGIN)|$(REPO_URI)|$(CODENAME)', 'Created-By: Packages'];
  const { stdout } = await capture('apt-get', ['indextargets', ...format], { signal });
  const rows = stdout.split('\n').map((line) => line.split('|'));
  // A release by its plain name: beside it are those of updates and of security, which lie elsewhere.
  const found = rows.find(([origin, , codename]) => origin === 'Debian' && /^[a-z]+$/.test(codename));
  if (!found)
    throw new Error(
      'apt knows no mirror of Debian’s here: these kernels are Debian’s. On Debian, run "apt-get update" (as root) and try again.',
    );
  return found[1];
}
