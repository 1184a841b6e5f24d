import { elfFile } from './elf';

/** What a stand-in says on each of its ports. */
export const PRINTED = 'printed by a stand-in';
const MESSAGE = Buffer.from(`${PRINTED}\r\n\0`, 'latin1');

/**
 * Code that says its line on each of these ports and waits. It runs wherever it lies, needs no stack but on a PC, and
 * only the first of several CPUs speaks.
 */
export const printerCode = {
  /** For Arm's 64 bits; ports are addresses of 32-bit registers. */
  aarch64: (ports: readonly number[]): Buffer => {
    const end = 3 + ports.length * 7;
    const words = [0xd53800a3, 0x92401c63, (0xb5000003 | ((end - 2) << 5)) >>> 0];
    for (const port of ports) {
      const offset = (end + 1 - words.length) * 4;
      words.push((0x10000000 | ((offset & 3) << 29) | ((offset >> 2) << 5)) >>> 0);
      words.push((0x52800001 | ((port & 0xffff) << 5)) >>> 0, (0x72a00001 | ((port >>> 16) << 5)) >>> 0);
      words.push(0x38401402, 0x34000062, 0xb9000022, 0x17fffffd);
    }
    return Buffer.concat([inWords([...words, 0x14000000]), MESSAGE]);
  },

  /** For RISC-V of either width; ports begin a page. @param isSiFive Whether they are SiFive's UARTs; else they are 16550s. */
  riscv: (ports: readonly number[], isSiFive = false): Buffer => {
    const [before, send] = isSiFive ? SIFIVE_UART : [[], [0x00730023]];
    const loop = 4 + send.length;
    const end = 1 + ports.length * (3 + before.length + loop);
    const words = [branchIfNotZero(end * 4)];
    for (const port of ports) {
      const offset = (end + 1 - words.length) * 4;
      words.push(0x00000297, ((offset << 20) | 0x00028293) >>> 0, (port | 0x00000337) >>> 0, ...before);
      words.push(0x0002c383, 0x00038063 | ((loop - 1) << 9), ...send, 0x00128293, jump((1 - loop) * 4));
    }
    return Buffer.concat([inWords([...words, 0x0000006f]), MESSAGE]);
  },

  /** Thumb, for one port. */
  thumb: (port: number): Buffer => {
    const halves = [0xa005, 0x4904, 0x7802, 0x3001, 0x2a00, 0xd001, 0x600a, 0xe7f9, 0xe7fe, 0xbf00];
    const code = Buffer.alloc(halves.length * 2);
    halves.forEach((half, index) => code.writeUInt16LE(half, index * 2));
    return Buffer.concat([code, inWords([port]), MESSAGE]);
  },

  /** A PC's real mode; the port is one of I/O. */
  pc16: (port: number): Buffer => {
    const code = Buffer.from('fae80000' + '5e81c61400' + 'ba0000' + '2eac84c07403eeebf7f4ebfd', 'hex');
    code.writeUInt16LE(port, 10);
    return Buffer.concat([code, MESSAGE]);
  },

  /** A PC's protected mode. */
  pc32: (ports: readonly number[]): Buffer => {
    const blocks = ports.map((port) => {
      const code = Buffer.from('e800000000' + '5e81c600000000' + '66ba0000' + 'ac84c07403eeebf8', 'hex');
      code.writeUInt16LE(port, 14);
      return code;
    });
    const length = blocks.reduce((sum, block) => sum + block.length, 3);
    blocks.forEach((block, index) => block.writeUInt32LE(length - index * block.length - 5, 8));
    return Buffer.concat([...blocks, Buffer.from('f4ebfd', 'hex'), MESSAGE]);
  },
};

const inWords = (words: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
  return bytes;
};

/**
 * How SiFive's UART is driven: its sender is switched on, and given a character when it has room. Since QEMU 10 it has room for
 * eight, and loses what comes while it is full.
 */
const SIFIVE_UART = [
  [0x00100e13, 0x01c32423],
  [0x00032e03, 0xfe0e4ee3, 0x00732023],
] as const;

/** `j offset`, backwards and not far. */
const jump = (offset: number): number => (0x801ff06f | ((offset & 0x7fe) << 20)) >>> 0;

/** `bnez a0, offset`: at the start, `a0` is the number of the CPU. */
function branchIfNotZero(offset: number): number {
  const high = (((offset >> 12) & 1) << 31) | (((offset >> 5) & 0x3f) << 25);
  const low = (((offset >> 1) & 0xf) << 8) | (((offset >> 11) & 1) << 7);
  return (high | low | 0x00051063) >>> 0;
}

/** Files that boot, made of such code. */
export const bootable = {
  elf(machine: number, bits: 32 | 64, address: number, content: Buffer, entry = address): Buffer {
    const segments = [{ address: BigInt(address), content }];
    return elfFile({ machine, bits, entry: BigInt(entry), segments });
  },

  /** A kernel that QEMU starts by the Multiboot protocol. */
  multiboot(code: Buffer): Buffer {
    const header = inWords([0x1badb002, 0, -0x1badb002 >>> 0]);
    return bootable.elf(3, 32, 0x100000, Buffer.concat([header, code]), 0x100000 + header.length);
  },

  /** A vector table of Cortex-M, and what it resets to. */
  cortexM(code: Buffer): Buffer {
    return bootable.elf(40, 32, 0, Buffer.concat([inWords([0x20001000, 9]), code]), 9);
  },

  /** A disk whose first sector runs. */
  disk(code: Buffer, size = 1 << 20): Buffer {
    const image = Buffer.alloc(size);
    code.copy(image);
    image.writeUInt16LE(0xaa55, 510);
    return image;
  },

  /** The firmware of a PC: it begins 16 bytes before its end. */
  pcFirmware(code: Buffer, size = 1 << 16): Buffer {
    const image = Buffer.alloc(size);
    const at = size - 512;
    code.copy(image, at);
    image.writeUInt8(0xe9, size - 16);
    image.writeInt16LE(at - (size - 13), size - 15);
    return image;
  },

  /** A CD that boots without pretending to be a floppy (El Torito 1.0). */
  cd(code: Buffer): Buffer {
    const image = Buffer.alloc(20 * 2048);
    const sector = (number: number): Buffer => image.subarray(number * 2048, (number + 1) * 2048);
    sector(16).write('\x01CD001\x01', 'latin1');
    sector(17).write('\0CD001\x01EL TORITO SPECIFICATION', 'latin1');
    sector(17).writeUInt32LE(18, 0x47);
    const catalogue = sector(18);
    catalogue.writeUInt8(1, 0);
    // All words of the entry add up to nothing: 0x0001 and 0xaa55 are the others.
    catalogue.writeUInt16LE(0x10000 - 0xaa55 - 1, 28);
    catalogue.writeUInt16LE(0xaa55, 30);
    catalogue.writeUInt8(0x88, 32);
    catalogue.writeUInt16LE(4, 38);
    catalogue.writeUInt32LE(19, 40);
    code.copy(sector(19));
    return image;
  },
};
