import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cpio } from './cpio';
import { crossTool } from './cross';

export type LinuxArchitecture = 'x86_64' | 'aarch64';

/** `reboot(LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_POWER_OFF)`, as each kernel is called. */
const POWER_OFF: Readonly<Record<LinuxArchitecture, string>> = {
  x86_64: 'mov $0xfee1dead, %edi; mov $0x28121969, %esi; mov $0x4321fedc, %edx; mov $169, %eax; syscall',
  aarch64: 'ldr x0, =0xfee1dead; ldr x1, =0x28121969; ldr x2, =0x4321fedc; mov x8, #142; svc #0',
};

/** An archive for Linux whose first process ends the machine: what the kernel prints is a boot and nothing else. */
export function powerOff(arch: LinuxArchitecture, folder: string): string {
  const [source, program, archive] = ['S', 'elf', 'cpio.gz'].map((ending) =>
    join(folder, `${arch}.${ending}`),
  );
  if (!source || !program || !archive) throw new Error('unreachable');
  writeFileSync(source, `.globl _start\n_start:\n${POWER_OFF[arch].replaceAll('; ', '\n')}\n`);
  const args = ['-nostdlib', '-static', '-o', program, source];
  if (arch === 'x86_64') execFileSync('gcc', args);
  else crossTool(arch, 'gcc', args);
  writeFileSync(archive, gzipSync(cpio([{ path: 'init', mode: 0o755, content: readFileSync(program) }])));
  return archive;
}
