/**
 * What QEMU's log trace backend writes when the guest has a UART send a byte: a 16550 (`serial_write`, before QEMU 6
 * `serial_ioport_write`) or a PL011. With `-msg timestamp=on`, and in older versions, the process and the time come first.
 */
const WRITTEN =
  /^(?:\d+@[\d.]+:)?(?:serial_(?:ioport_)?write write addr 0x0+ val 0x|pl011_write addr 0x0+ value 0x)([0-9a-f]{1,8})(?: |$)/;

/** Of a line, in characters: none of these is longer. */
export const LONGEST_WRITTEN = 120;

/** The byte that a line of QEMU's log tells of; undefined for other lines. A divisor that a guest sets looks like a byte. */
export function writtenByte(line: string): number | undefined {
  const [, value] = WRITTEN.exec(line) ?? [];
  return value === undefined ? undefined : Number.parseInt(value, 16) & 0xff;
}

/** Whether a line tells of a register that is written, of data or another one. */
export const isUartWrite = (line: string): boolean =>
  /^(?:\d+@[\d.]+:)?(?:serial_(?:ioport_)?write write|pl011_write) addr 0x/.test(line);
