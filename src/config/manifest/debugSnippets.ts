/** A configuration that IntelliSense offers in launch.json. `${workspaceFolder}` must reach the file unresolved. */
interface Snippet {
  /** Key of its texts: `snippets.<key>.label` and `snippets.<key>.description`. */
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** In a snippet a `$` of VS Code's own variables is escaped; `^"…"` lets a placeholder stand. */
const folder = '^"\\${workspaceFolder}/';
const file = (place: number, path: string): string => `${folder}\${${place}:${path}}"`;
const launch = { type: 'qemu', request: 'launch' } as const;

const SNIPPETS: readonly Snippet[] = [
  {
    key: 'kernel',
    body: { ...launch, name: 'QEMU: kernel', kernel: file(1, 'build/kernel.elf'), stopAtEntry: false },
  },
  {
    key: 'linux',
    body: {
      ...launch,
      name: 'QEMU: Linux',
      kernel: file(1, 'arch/x86/boot/bzImage'),
      program: file(2, 'vmlinux'),
      append: 'console=ttyS0 nokaslr panic=-1',
      memory: '1G',
      stopOnSymbol: 'start_kernel',
    },
  },
  {
    key: 'uboot',
    body: {
      ...launch,
      name: 'QEMU: U-Boot',
      arch: 'aarch64',
      machine: 'virt',
      cpu: 'cortex-a57',
      bios: file(1, 'u-boot.bin'),
      program: file(2, 'u-boot'),
    },
  },
  {
    key: 'zephyr',
    body: {
      ...launch,
      name: 'QEMU: Zephyr',
      kernel: file(1, 'build/zephyr/zephyr.elf'),
      arch: 'arm',
      machine: 'lm3s6965evb',
      stopOnSymbol: 'main',
    },
  },
  {
    key: 'rust',
    body: {
      ...launch,
      name: 'QEMU: Rust bare metal',
      kernel: file(1, 'target/riscv64gc-unknown-none-elf/debug/${2:kernel}'),
      preLaunchTask: 'rust: cargo build',
    },
  },
  {
    key: 'attachMachine',
    body: {
      type: 'qemu',
      request: 'attach',
      name: 'QEMU: attach to a running machine',
      machine: '${1:name}',
    },
  },
  {
    key: 'attachEndpoints',
    body: {
      type: 'qemu',
      request: 'attach',
      name: 'QEMU: attach to another QEMU',
      qmp: 'unix:${1:/tmp/qmp.sock}',
      gdbStub: 'tcp:127.0.0.1:${2:1234}',
      program: file(3, 'build/kernel.elf'),
    },
  },
  {
    key: 'record',
    body: {
      ...launch,
      name: 'QEMU: record',
      kernel: file(1, 'build/kernel.elf'),
      record: file(2, 'build/run.replay'),
    },
  },
  {
    key: 'replay',
    body: {
      ...launch,
      name: 'QEMU: replay, with stepping back',
      kernel: file(1, 'build/kernel.elf'),
      replay: file(2, 'build/run.replay'),
    },
  },
];

/** `contributes.debuggers[].configurationSnippets`. */
export function configurationSnippets(): unknown[] {
  return SNIPPETS.map(({ key, body }) => ({
    label: `%snippets.${key}.label%`,
    description: `%snippets.${key}.description%`,
    body,
  }));
}
