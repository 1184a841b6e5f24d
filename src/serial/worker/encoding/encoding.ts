/** Is given what was decoded. */
export interface CharacterReceiver {
  /** A character, and the bytes of the stream that it was decoded from. */
  take(codePoint: number, start: number, end: number): void;
  /** Printable ASCII: `bytes` from `from` to `to`; `base` is the stream's offset of `bytes`. */
  takeAscii(bytes: Uint8Array, from: number, to: number, base: number): void;
}

/** Decodes a stream that comes in pieces cut anywhere, and knows of each character where it stood. */
export interface CharacterReader {
  /** @param offset The stream's offset of the first byte. */
  push(bytes: Buffer, offset: number, receiver: CharacterReceiver): void;
  /** Whether no character has begun whose rest is to come. */
  readonly isWhole: boolean;
  /** Forgets a character that has begun. */
  reset(): void;
}

/** Decodes a stream that comes in pieces cut anywhere. */
export interface StreamDecoder {
  write(bytes: Buffer): string;
  /** No byte will follow: what an unfinished character becomes. */
  end(): string;
}

/**
 * How a port's text is bytes. In each of them ASCII is one byte a character, and no control character is a part of another
 * character: what looks for line ends, escape sequences or ASCII in bytes need not know which it is.
 */
export interface Encoding {
  /** As the editor's setting `files.encoding` has it. */
  readonly name: string;
  readonly isUtf8: boolean;
  decoder(): StreamDecoder;
  reader(): CharacterReader;
  /** @throws {UnencodableError} for a character that it does not have. */
  encode(text: string): Buffer;
  /** How many bytes a text has that was decoded from them; what was not well formed counts as its replacement. */
  byteLength(text: string): number;
  /** The first offset at or after `at` where a character begins, as far as bytes tell by themselves. */
  characterStart(bytes: Uint8Array, at: number): number;
}

/** A text has a character that the guest's encoding does not have. */
export class UnencodableError extends Error {
  override readonly name = 'UnencodableError';
}

/** All of a text at once. */
export function decoded(bytes: Buffer, encoding: Encoding): string {
  const decoder = encoding.decoder();
  return decoder.write(bytes) + decoder.end();
}
