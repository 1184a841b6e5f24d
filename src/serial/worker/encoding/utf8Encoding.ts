import { StringDecoder } from 'node:string_decoder';
import type { Encoding } from './encoding';
import { characterStart } from './utf8';
import { Utf8Reader } from './utf8Reader';

export const UTF8: Encoding = {
  name: 'utf8',
  isUtf8: true,
  decoder: () => new StringDecoder('utf8'),
  reader: () => new Utf8Reader(),
  encode: (text) => Buffer.from(text, 'utf8'),
  byteLength: (text) => Buffer.byteLength(text),
  characterStart,
};
