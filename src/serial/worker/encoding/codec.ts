/** The tables of an encoding. */
export interface Codec {
  /** How many bytes the character at `at` has, well formed or not; undefined: its rest is to come. */
  lengthAt(bytes: Buffer, at: number): number | undefined;
  /** Of whole characters. What is not well formed becomes U+FFFD and what follows its first byte. */
  decode(bytes: Buffer): string;
  /** A character that the encoding does not have becomes a question mark. */
  encode(text: string): Buffer;
}
