import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const SOURCE = fileURLToPath(new URL('../../test/guests/module', import.meta.url));

/**
 * Builds the tests' module for a kernel of Debian's with the headers of that kernel: `module/faulty.ko` in a folder.
 * @param {string} folder
 * @param {string} kernel As in the names of Debian's packages, with its architecture.
 * @param {import('./debianApt.mjs').DebianApt} apt
 * @param {AbortSignal} signal
 */
export async function buildModule(folder, kernel, apt, signal) {
  const [module, aside] = ['module', 'headers'].map((name) => join(folder, name));
  await cp(SOURCE, module, { recursive: true });
  await mkdir(aside);
  const headers = `linux-headers-${kernel}`;
  const [common = '', tools = ''] = await apt.dependencies(headers);
  await apt.unpack(aside, headers, common, tools);
  const sources = join(aside, 'usr', 'src');
  // Debian's own Makefile there includes the other one by its installed path.
  const output = join(sources, headers.replace(/:.*$/, ''));
  await build(join(sources, common), [`O=${output}`, `M=${module}`, 'modules'], signal);
  await rm(aside, { recursive: true });
}
