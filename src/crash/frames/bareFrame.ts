import type { ConsoleLine } from '../console/consoleLine';
import type { CrashFrame } from '../report';

/** ` 0x0e1180ac`, `#2 00100f3c`, ` 3: fp: 0x… ra: 0x80001234`, `0: EL3: 0x4003d3c`: a call of which only the address is known. */
const ADDRESS =
  /^\s{0,8}(?:#?\d{1,3}:? {1,4}(?:fp: 0x[0-9a-f]{1,16} {1,4}ra: |EL[0-3]: |pc |\[)?)?(?:0x)?([0-9a-f]{8,16})\]?(?: <[^>]{1,200}>| [A-Za-z_][\w.+]{0,200})?\s{0,4}$/i;

/** Reads a line that has a return address and nothing else, as firmware and small systems print their stacks. */
export function readBareFrame({ text, start, end }: ConsoleLine): CrashFrame | undefined {
  const address = ADDRESS.exec(text)?.[1];
  return address === undefined ? undefined : { raw: text.trim(), start, end, address };
}

const ADDRESSES = /0x([0-9a-f]{8,16})(?::0x[0-9a-f]{8,16})?/gi;
const MOST = 64;

/** All return addresses of a line that lists them after `heading`: `Backtrace: 0x400d1a29:0x3ffb4f40 0x400d2b03:…`. */
export function readAddressList({ text, start, end }: ConsoleLine, heading: RegExp): readonly CrashFrame[] {
  const found = heading.exec(text);
  if (!found) return [];
  const rest = text.slice(found.index + found[0].length);
  return [...rest.matchAll(ADDRESSES)]
    .slice(0, MOST)
    .map(([raw, address = '']) => ({ raw, start, end, address }));
}
