import { createHash } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { MachineConfiguration } from '../../src/api';
import { cpio, type Entry } from './cpio';
import { LINUX_FOLDER, present } from './paths';

const BUSYBOX = '/bin/busybox';

export const LINUX_PROMPT = '~ # ';

/**
 * The first process: devices and mounts, then a shell that owns the serial line and comes back when left.
 * The kernel falls silent before the shell speaks: how late it calibrates its clock depends on the computer, and
 * its line about that, in the middle of a typed command, breaks up the echo that a test reads.
 */
const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
dmesg -n 1
export HOME=/root PS1='~ # ' TERM=vt100
cd /root
echo "busybox is up"
while true; do setsid cttyhack sh; done
`;

/**
 * Debian's cloud kernel with a root file system of busybox alone, made here.
 * To a shell on the first serial port; `poweroff -f` ends the machine, `reboot -f` resets it.
 */
export function linuxX86(changes: Partial<MachineConfiguration> = {}): MachineConfiguration {
  return {
    type: 'qemu',
    name: 'linux',
    arch: 'x86_64',
    memory: 256,
    kernel: present(join(LINUX_FOLDER, 'vmlinuz'), 'npm test fetches it (scripts/lib/guests.mjs)'),
    initrd: initramfs(),
    append: 'console=ttyS0 panic=-1 nokaslr mitigations=off no_timer_check tsc=reliable',
    network: 'none',
    ...changes,
  };
}

/**
 * The archive beside the kernel, made when it is not there yet; its name says what is in it.
 * @param files More of them than busybox and the first process.
 */
export function initramfs(...files: readonly Entry[]): string {
  const entries = [
    ...['bin', 'dev', 'proc', 'sys', 'root', 'tmp'].map((path): Entry => ({ path, mode: 0o755 })),
    { path: 'init', mode: 0o755, content: INIT },
    { path: 'bin/busybox', mode: 0o755, content: readFileSync(present(BUSYBOX, 'install busybox-static')) },
    ...files,
  ];
  const archive = cpio(entries);
  const hash = createHash('sha256').update(archive).digest('hex').slice(0, 12);
  const path = join(LINUX_FOLDER, `initramfs-${hash}.cpio.gz`);
  if (!statSync(path, { throwIfNoEntry: false })) {
    // Two test processes may make it at once: each its own, and the last rename wins with the same content.
    writeFileSync(`${path}.${process.pid}`, gzipSync(archive, { level: 1 }));
    renameSync(`${path}.${process.pid}`, path);
  }
  return path;
}
