import { join } from 'node:path';
import { build } from './build.mjs';

/** QEMU's boards, each with U-Boot's own configuration for it and the compiler's prefix. */
const BOARDS = {
  arm64: { configuration: 'qemu_arm64_defconfig', compiler: 'aarch64-linux-gnu-' },
  riscv64: { configuration: 'qemu-riscv64_defconfig', compiler: 'riscv64-linux-gnu-' },
};

/**
 * U-Boot with its symbols, which Debian strips: `BOARD/u-boot.bin` boots, `BOARD/u-boot` has the symbols, and the
 * sources are in `source`.
 * @type {import('./kernels.mjs').Recipe}
 */
export const uboot = { release: 'bookworm', version: 1, make: makeLoaders };

async function makeLoaders(folder, apt, signal) {
  const source = join(folder, 'source');
  await apt.source(source, 'u-boot');
  for (const [board, { configuration, compiler }] of Object.entries(BOARDS)) {
    const variables = [`CROSS_COMPILE=${compiler}`, `O=${join(folder, board)}`];
    await build(source, [...variables, configuration], signal);
    await build(source, [...variables, 'u-boot.bin'], signal);
  }
}
