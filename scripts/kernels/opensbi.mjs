import { join } from 'node:path';
import { build } from './build.mjs';

const VARIABLES = [
  'PLATFORM=generic',
  'CROSS_COMPILE=riscv64-linux-gnu-',
  'DEBUG=1',
  // Its own default is 0, for boards whose loader puts it somewhere; QEMU loads an ELF where it is linked.
  'FW_TEXT_START=0x80000000',
  'FW_DYNAMIC=n',
  'FW_JUMP=n',
  'FW_PAYLOAD=y',
];

/**
 * OpenSBI, the firmware of riscv64 machines, with its small test kernel as what it boots:
 * `source/build/platform/generic/firmware/fw_payload.elf`, and the sources beside it.
 * @type {import('./kernels.mjs').Recipe}
 */
export const opensbi = { release: 'trixie', version: 1, make: makeFirmware };

async function makeFirmware(folder, apt, signal) {
  const source = join(folder, 'source');
  await apt.source(source, 'opensbi');
  await build(source, VARIABLES, signal);
}
