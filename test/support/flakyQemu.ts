import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * QEMU for i386 that asks the first sample guest that it runs from now on to have a failing test, and no later one.
 * @param folder Where it is, and keeps that it has.
 * @returns its path.
 */
export async function flakyQemu(folder: string): Promise<string> {
  const flag = join(folder, 'flag');
  const path = join(folder, 'qemu');
  await rm(flag, { force: true });
  // It is asked for other things than to run a guest, too.
  const script = [
    '#!/bin/sh',
    `case "$*" in *sample.elf*) [ -e ${flag} ] || { : >${flag}; set -- "$@" -append "test fail"; };; esac`,
    'exec qemu-system-i386 "$@"',
    '',
  ].join('\n');
  await writeFile(path, script, { mode: 0o755 });
  return path;
}
