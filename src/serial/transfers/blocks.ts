/**
 * The blocks of XMODEM and YMODEM, as Chuck Forsberg's "XMODEM/YMODEM Protocol Reference" (1988) has them. An own
 * sender, since npm has no kept library, and `sx` of lrzsz would have to be installed and tells its progress in prose.
 * @module
 */

const SOH = 0x01;
const STX = 0x02;
export const EOT = 0x04;
export const ACK = 0x06;
export const BS = 0x08;
export const NAK = 0x15;
export const CAN = 0x18;
/** Fills the last block. */
const SUB = 0x1a;
/** `C`: the receiver is ready and wants blocks with a CRC. */
export const CRC_REQUEST = 0x43;

export const SHORT_BLOCK = 128;
export const LONG_BLOCK = 1024;

/** How a receiver finds out that a block has come whole. */
export type Check = 'crc' | 'checksum';

/**
 * A block as it goes over the line.
 * @param data At most 128 or 1024 bytes; filled up to either.
 * @param fill The byte that it is filled with.
 */
export function block(number: number, data: Uint8Array, check: Check, fill = SUB): Uint8Array {
  const length = data.length <= SHORT_BLOCK ? SHORT_BLOCK : LONG_BLOCK;
  const body = new Uint8Array(length).fill(fill);
  body.set(data);
  const low = number & 0xff;
  const crc = crc16(body);
  const end = check === 'crc' ? [crc >> 8, crc & 0xff] : [body.reduce((sum, byte) => (sum + byte) & 0xff, 0)];
  return Uint8Array.from([length === SHORT_BLOCK ? SOH : STX, low, 0xff - low, ...body, ...end]);
}

/** CRC-16 with the polynomial 0x1021 that begins at 0: the XMODEM one. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : crc << 1;
  }
  return crc;
}
