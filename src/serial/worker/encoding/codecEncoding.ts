import * as l10n from '@vscode/l10n';
import type { Codec } from './codec';
import { CharacterTable, CodecReader } from './codecReader';
import { UnencodableError, type CharacterReceiver, type Encoding, type StreamDecoder } from './encoding';

const REPLACEMENT = '\ufffd';
/** What stands for a character that an encoding does not have. */
const UNENCODABLE = 0x3f;
/** From here on a code point has two UTF-16 units. */
const ASTRAL = 0x1_0000;
/** Bytes of a character of which one is missing. */
const MOST_TORN = 3;
const NOT_ASCII = /[^\0-\x7f]/gu;

/** An encoding that has tables. */
export function codecEncoding(name: string, codec: Codec): Encoding {
  const table = new CharacterTable(codec);
  const has = (character: string): boolean => {
    const bytes = codec.encode(character);
    return bytes.length !== 1 || bytes[0] !== UNENCODABLE;
  };
  return {
    name,
    isUtf8: false,
    decoder: () => new CodecDecoder(new CodecReader(table)),
    reader: () => new CodecReader(table),
    encode: (text) => {
      const missing = [...new Set(text.match(NOT_ASCII))].find((character) => !has(character));
      if (missing !== undefined)
        throw new UnencodableError(l10n.t('the encoding {0} does not have "{1}"', name, missing));
      return codec.encode(text);
    },
    byteLength: (text) => codec.encode(text).length,
    // Which byte begins a character, only those before it tell.
    characterStart: (_, at) => at,
  };
}

/** Collects UTF-16 units, of which no byte makes more than one. */
class CodecDecoder implements StreamDecoder {
  private units = new Uint16Array();
  private length = 0;
  private readonly receiver: CharacterReceiver = {
    take: (codePoint) => {
      if (codePoint < ASTRAL) this.units[this.length++] = codePoint;
      else {
        this.units[this.length++] = 0xd800 + ((codePoint - ASTRAL) >> 10);
        this.units[this.length++] = 0xdc00 + ((codePoint - ASTRAL) & 0x3ff);
      }
    },
    takeAscii: (bytes, from, to) => {
      for (let at = from; at < to; at++) this.units[this.length++] = bytes[at] ?? 0;
    },
  };

  constructor(private readonly reader: CodecReader) {}

  write(bytes: Buffer): string {
    this.units = new Uint16Array(bytes.length + MOST_TORN);
    this.length = 0;
    this.reader.push(bytes, 0, this.receiver);
    return Buffer.from(this.units.buffer, 0, 2 * this.length).toString('utf16le');
  }

  end(): string {
    const { isWhole } = this.reader;
    this.reader.reset();
    return isWhole ? '' : REPLACEMENT;
  }
}
