import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cpio, type Entry } from '../../guests/cpio';
import { ROOT } from '../support/paths';
import { temporaryDirectory } from '../support/temporary';
import type { Control } from './control';
import type { Flood } from './flood';

const LINUX = join(ROOT, '.vscode-test', 'guests', 'linux');
/** In the order in which they need each other. */
const MODULES = [
  'drivers/virtio/virtio_ring',
  'drivers/virtio/virtio',
  'drivers/virtio/virtio_pci_modern_dev',
  'drivers/virtio/virtio_pci_legacy_dev',
  'drivers/virtio/virtio_pci',
  'drivers/char/virtio_console',
];
const LINE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy 0123456789\r\n';
const KERNEL_ARGUMENTS = 'console=ttyS0 quiet panic=-1 nokaslr mitigations=off no_timer_check tsc=reliable';
const MEMORY_MB = '192';

const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
for module in ${MODULES.map((path) => path.replace(/.*\//, '')).join(' ')}; do insmod /modules/$module.ko; done
until [ -c /dev/hvc0 ]; do sleep 0.1; done
stty -F /dev/hvc0 raw -echo
exec > /dev/ttyS0 < /dev/ttyS0
echo bench: ready
read line
while true; do cat /pattern; done > /dev/hvc0
`;

/** Linux with a virtio console: `cat` of a file to /dev/hvc0, again and again. */
export function virtioFlood(): Flood {
  const initrd = writeInitramfs();
  const kernel = join(LINUX, 'vmlinuz');
  return {
    config: {
      type: 'qemu',
      name: 'virtio',
      arch: 'x86_64',
      memory: Number(MEMORY_MB),
      kernel,
      initrd,
      append: KERNEL_ARGUMENTS,
      network: 'none',
      serial: [{ name: 'control' }, { name: 'flood', device: 'virtconsole' }],
    },
    command: [
      'qemu-system-x86_64',
      ...['-m', MEMORY_MB, '-nic', 'none', '-display', 'none'],
      ...['-kernel', kernel, '-initrd', initrd, '-append', KERNEL_ARGUMENTS],
    ],
    attach: (chardev) => [
      ...['-device', 'virtio-serial,id=vser'],
      ...['-device', `virtconsole,bus=vser.0,chardev=${chardev}`],
    ],
    begin: async (control: Control) => {
      await control.hear('bench: ready');
      await control.say('go\r');
    },
  };
}

function writeInitramfs(): string {
  const path = join(temporaryDirectory(), 'initramfs.gz');
  writeFileSync(path, gzipSync(cpio([...folders(), ...modules(), ...files()]), { level: 1 }));
  return path;
}

const folders = (): Entry[] =>
  ['bin', 'dev', 'proc', 'modules'].map((folder) => ({ path: folder, mode: 0o755 }));

function modules(): Entry[] {
  const versions = join(LINUX, 'lib', 'modules');
  const [version = ''] = readdirSync(versions);
  const kernel = join(versions, version, 'kernel');
  return MODULES.map((module) => ({
    path: `modules/${module.replace(/.*\//, '')}.ko`,
    mode: 0o644,
    content: readFileSync(join(kernel, `${module}.ko`)),
  }));
}

const files = (): Entry[] => [
  { path: 'init', mode: 0o755, content: INIT },
  { path: 'bin/busybox', mode: 0o755, content: readFileSync('/bin/busybox') },
  { path: 'pattern', mode: 0o644, content: LINE.repeat(16_384) },
];
