/** Reads the bytes that `x /Nxb` prints, up to where it cannot access memory. */
export function parseBytes(text: string): Buffer {
  const bytes: number[] = [];
  for (const line of text.split('\n')) {
    const values = /^[0-9a-f]+: ((?:0x[0-9a-f]{2} ?)+)/.exec(line)?.[1];
    if (values !== undefined) bytes.push(...values.trim().split(' ').map(Number));
  }
  return Buffer.from(bytes);
}
