import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installCommand } from './installCommand';
import type { Missing } from './missing';

describe('the command that installs a program', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'qsd-install-'))));
  afterEach(() => rm(folder, { recursive: true }));

  /** What is typed on a computer that has these programs. */
  async function command(
    missing: Missing,
    programs: readonly string[],
    { platform = 'linux', isRoot = false }: { platform?: NodeJS.Platform; isRoot?: boolean } = {},
  ): Promise<string | undefined> {
    for (const program of programs) {
      await writeFile(join(folder, program), '');
      await chmod(join(folder, program), 0o755);
    }
    return await installCommand(missing, { platform, searchPath: folder, isRoot });
  }

  const cases: readonly [string, readonly string[], Missing, string | undefined][] = [
    ['apt', ['apt', 'sudo'], { tool: 'qemu', arch: 'aarch64' }, 'sudo apt install qemu-system-arm'],
    ['apt, GDB', ['apt', 'sudo'], { tool: 'gdb', arch: 'riscv64' }, 'sudo apt install gdb-multiarch'],
    ['apt, s390x', ['apt'], { tool: 'qemu', arch: 's390x' }, 'sudo apt install qemu-system-s390x'],
    ['apt, PowerPC', ['apt'], { tool: 'qemu', arch: 'ppc64' }, 'sudo apt install qemu-system-ppc'],
    ['apt, what few have', ['apt'], { tool: 'qemu', arch: 'xtensa' }, 'sudo apt install qemu-system-misc'],
    ['apt, x86', ['apt'], { tool: 'qemu', arch: 'i386' }, 'sudo apt install qemu-system-x86'],
    ['apt, an unknown architecture', ['apt'], { tool: 'qemu' }, 'sudo apt install qemu-system'],
    // A package of its own since Debian 13, in `qemu-system-misc` before, which is called by this name, too.
    [
      'apt, 32-bit RISC-V',
      ['apt'],
      { tool: 'qemu', arch: 'riscv32' },
      'sudo apt install qemu-system-riscv32',
    ],
    ['dnf', ['dnf', 'sudo'], { tool: 'symbolizer' }, 'sudo dnf install llvm'],
    ['zypper', ['zypper'], { tool: 'qemu', arch: 'i386' }, 'sudo zypper install qemu'],
    ['pacman', ['pacman'], { tool: 'gdb', arch: 'arm' }, 'sudo pacman -S arm-none-eabi-gdb'],
    ['pacman, its own GDB', ['pacman'], { tool: 'gdb', arch: 'x86_64' }, 'sudo pacman -S gdb'],
    ['apk', ['apk', 'doas'], { tool: 'qemu', arch: 'riscv64' }, 'doas apk add qemu-system-riscv64'],
    ['brew beside nothing else', ['brew'], { tool: 'qemu' }, 'brew install qemu'],
    ['no package manager', ['sudo'], { tool: 'qemu' }, undefined],
  ];
  for (const [what, programs, missing, expected] of cases)
    it(`the command that installs a program on Linux with ${what}`, async () => {
      assert.equal(await command(missing, programs), expected);
    });

  it('the command that installs a program needs no sudo for root', async () => {
    assert.equal(
      await command({ tool: 'gdb' }, ['apt', 'sudo'], { isRoot: true }),
      'apt install gdb-multiarch',
    );
  });

  it('the command that installs a program on macOS is that of brew, and names a GDB for the guest', async () => {
    const mac = { platform: 'darwin' } as const;
    assert.equal(
      await command({ tool: 'gdb', arch: 'aarch64' }, ['brew'], mac),
      'brew install aarch64-elf-gdb',
    );
    assert.equal(await command({ tool: 'qemu' }, ['apt'], mac), 'brew install qemu');
  });

  it('the command that installs a program on Windows is that of the first package manager that has it', async () => {
    const windows = { platform: 'win32' } as const;
    const all = ['winget.exe', 'scoop.cmd'];
    assert.equal(
      await command({ tool: 'qemu' }, all, windows),
      'winget install SoftwareFreedomConservancy.QEMU',
    );
    assert.equal(await command({ tool: 'gdb' }, all, windows), 'scoop install gdb');
  });
});
