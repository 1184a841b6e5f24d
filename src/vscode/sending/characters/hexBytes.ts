/** Two digits are a byte; between bytes there may be blanks, commas and `0x`. */
const HEX = /^(?:(?:0x)?[0-9a-f]{2}[\s,]*)+$/i;
/** What is typed or pasted into an input box; more than that is a file. In characters. */
const LONGEST = 65_536;

/** The bytes that a person has written as hexadecimal numbers, e.g. `1b 5b 41` or `0x1B, 0x5B`; undefined if they are none. */
export function hexBytes(text: string): Uint8Array | undefined {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST || !HEX.test(trimmed)) return undefined;
  return new Uint8Array(Buffer.from(trimmed.replace(/0x|[\s,]/gi, ''), 'hex'));
}
