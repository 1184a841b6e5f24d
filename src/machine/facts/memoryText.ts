/** Reads the numbers that `x` and `xp` print, up to where the monitor cannot access memory. */
export function parseNumbers(text: string): bigint[] {
  const numbers: bigint[] = [];
  for (const line of text.split('\n')) {
    const values = /^[0-9a-f]+:((?: 0x[0-9a-f]{1,16})+) *$/.exec(line.trimEnd())?.[1];
    if (values !== undefined) numbers.push(...values.trim().split(' ').map(BigInt));
  }
  return numbers;
}

/** Reads the bytes that `x /Nxb` prints, up to where it cannot access memory. */
export function parseBytes(text: string): Buffer {
  return Buffer.from(parseNumbers(text).map(Number));
}
