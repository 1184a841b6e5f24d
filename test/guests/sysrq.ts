import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cpio } from './cpio';
import { crossTool, type CrossArchitecture } from './cross';

const SOURCE = resolve(__dirname, '../../test/guests/sysrq/init.c');

/**
 * A root file system, built into this folder, with one process in it: it prints the first lines of /proc/kallsyms, and
 * does what `echo c > /proc/sysrq-trigger` does. Not compressed, since small kernels cannot read it otherwise.
 */
export function sysrqInitramfs(arch: CrossArchitecture, folder: string): string {
  const [init, archive] = [join(folder, 'init'), join(folder, 'sysrq.cpio')];
  const options = ['-O1', '-Wall', '-Wextra', '-Werror', '-ffreestanding', '-fno-stack-protector'];
  crossTool(arch, 'gcc', [...options, '-nostdlib', '-static', '-o', init, SOURCE]);
  const entries = [
    ...['dev', 'proc'].map((path) => ({ path, mode: 0o755 })),
    { path: 'init', mode: 0o755, content: readFileSync(init) },
  ];
  writeFileSync(archive, cpio(entries));
  return archive;
}
