import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.mjs';

/**
 * Xen, a hypervisor for several x86-64 processors: `source/xen/xen` boots as a Multiboot kernel, and
 * `source/xen/xen-syms` has its symbols; the sources are beside them.
 * @type {import('./kernels.mjs').Recipe}
 */
export const xen = { release: 'bookworm', version: 2, make: makeHypervisor };

async function makeHypervisor(folder, apt, signal) {
  const source = join(folder, 'source');
  await apt.source(source, 'xen');
  const hypervisor = join(source, 'xen');
  // Symbols come with it. The hypervisor alone: what its other parts need is not looked for.
  await writeFile(join(hypervisor, '.config'), 'CONFIG_DEBUG=y\n');
  await build(hypervisor, ['olddefconfig'], signal);
  await build(hypervisor, [], signal);
}
