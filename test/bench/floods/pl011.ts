import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../support/temporary';
import type { Flood } from './flood';

const LINE = '0000000000 ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy\r\n';

/** Where the "virt" board has its first PL011 (`hw/arm/virt.c`). */
const FIRST = 0x0900;

/** A64 code that writes the line at 0x20 to the PL011 at `base << 16`, for ever, without looking at its flags. */
function firmware(base: number): Buffer {
  const code = [
    0xd2a00000 | (base << 5), // movz x0, #base, lsl #16
    0x100000e2, // adr x2, line
    0xd2800003, // movz x3, #0
    0x38636841, // again: ldrb w1, [x2, x3]
    0xb9000001, // str w1, [x0]
    0x91000463, // add x3, x3, #1
    0x92401463, // and x3, x3, #63
    0x17fffffc, // b again
  ];
  const image = Buffer.alloc(4096);
  code.forEach((word, index) => image.writeUInt32LE(word >>> 0, 4 * index));
  image.write(LINE, 4 * code.length, 'latin1');
  return image;
}

function writeFirmware(base: number): string {
  const path = join(temporaryDirectory(), 'firmware.bin');
  writeFileSync(path, firmware(base));
  return path;
}

/** Floods the first port of ARM's "virt" board from the first instruction on. */
export function pl011Flood(): Flood {
  const bios = writeFirmware(FIRST);
  return {
    config: {
      type: 'qemu',
      name: 'pl011',
      arch: 'aarch64',
      machine: 'virt',
      cpu: 'cortex-a57',
      memory: 32,
      network: 'none',
      bios,
      serial: [{ name: 'flood' }],
    },
    command: [
      'qemu-system-aarch64',
      ...[
        '-machine',
        'virt',
        '-cpu',
        'cortex-a57',
        '-m',
        '32',
        '-nic',
        'none',
        '-display',
        'none',
        '-bios',
        bios,
      ],
    ],
    attach: (chardev) => ['-serial', `chardev:${chardev}`],
  };
}
