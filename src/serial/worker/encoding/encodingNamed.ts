import { createRequire } from 'node:module';
import { codecEncoding } from './codecEncoding';
import type { Encoding } from './encoding';
import type * as tables from './encodings';
import { UTF8 } from './utf8Encoding';

const known = new Map<string, Encoding>([[UTF8.name, UTF8]]);

/**
 * An encoding by its name in `files.encoding`. All but UTF-8 have tables, which a thread loads when it is first asked for one of them.
 * @throws for a name that is unknown.
 */
export function encodingNamed(name: string = UTF8.name): Encoding {
  const encoding = known.get(name) ?? codecEncoding(name, loaded().codecNamed(name));
  known.set(name, encoding);
  return encoding;
}

function loaded(): typeof tables {
  return createRequire(__filename)('./encodings.js') as typeof tables;
}
