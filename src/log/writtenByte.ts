/** With `-msg timestamp=on`, and in older versions, the process and the time come first. */
const BEFORE = String.raw`^(?:\d+@[\d.]+:)?`;

/**
 * What QEMU's log trace backend writes when the guest has a UART's register written: a 16550's (`serial_write`, before QEMU 6
 * `serial_ioport_write`; since QEMU 11 as `[0x00] <- 0x4b`) or a PL011's.
 */
const UARTS = [
  { place: String.raw`serial_(?:ioport_)?write write addr 0x`, value: ' val 0x' },
  { place: String.raw`serial_write \[0x`, value: String.raw`\] <- 0x` },
  { place: 'pl011_write addr 0x', value: ' value 0x' },
];

const REGISTER = new RegExp(`${BEFORE}(?:${UARTS.map(({ place }) => place).join('|')})`);
const WRITTEN = new RegExp(
  `${BEFORE}(?:${UARTS.map(({ place, value }) => `${place}0+${value}`).join('|')})([0-9a-f]{1,8})(?: |$)`,
);

/** Of a line, in characters: none of these is longer. */
export const LONGEST_WRITTEN = 120;

/** The byte that a line of QEMU's log tells of; undefined for other lines. A divisor that a guest sets looks like a byte. */
export function writtenByte(line: string): number | undefined {
  const [, value] = WRITTEN.exec(line) ?? [];
  return value === undefined ? undefined : Number.parseInt(value, 16) & 0xff;
}

/** Whether a line tells of a register that is written, of data or another one. */
export const isUartWrite = (line: string): boolean => REGISTER.test(line);
