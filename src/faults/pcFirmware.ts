/** Whether a PC's firmware lies at this address: below 1 MiB, as it shadows itself, and below 4 GiB, where its chip is. */
export function isPcFirmware(address: bigint): boolean {
  return (address >= 0xc0000n && address < 0x100000n) || (address >= 0xff000000n && address <= 0xffffffffn);
}
