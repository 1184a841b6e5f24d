import type { ConsoleLine } from '../console/consoleLine';
import type { CrashFrame } from '../report';
import { findSymbol } from '../text/symbol';

/** What stands before the symbol: `#3 0x… at`, `#3  `, `f(arguments) at`. */
const LEAD = /^ {0,4}(?:#\d{1,3} {1,3}(?:0x([0-9a-f]{8,16}) at )?|[\w.$]{1,128}\([^()]{0,600}\) at )$/;
const PLACE = /^ (?:[\w.$]{1,128} )?([\w./+-]{1,256}):(-?\d{1,7})(?: (\[inline\]))?/;
/** A function that was inlined stands between symbol and place. */
const INLINED = /^ ([\w.$]{1,128}) [\w./+-]{1,256}:-?\d{1,7} \[inline\]/;
/** `0xffffffb04918ef60 : 0xffffff80024a0d75 mach_kernel : _handle_debugger_trap + 0x5d5` */
const DARWIN =
  /^0x[0-9a-f]{8,16} : 0x([0-9a-f]{8,16}) (?:([\w.]{1,128}) : (\S{1,256}) \+ 0x([0-9a-f]{1,8}))?/;

/** Reads one line of a stack that the kernel of a BSD or of Darwin printed. */
export function readBsdFrame(line: ConsoleLine): CrashFrame | undefined {
  return readDarwinFrame(line) ?? readDdbFrame(line);
}

function readDdbFrame(line: ConsoleLine): CrashFrame | undefined {
  const { text, start, end } = line;
  const place = findSymbol(text);
  if (!place) return undefined;
  const colon = place.symbol.lastIndexOf(':');
  const lead = LEAD.exec(text.slice(0, place.from));
  if (!lead) return undefined;
  const rest = text.slice(place.to);
  const file = PLACE.exec(rest);
  const inlined = INLINED.exec(rest)?.[1];
  return {
    raw: text.trim(),
    start,
    end,
    symbol: inlined ?? place.symbol.slice(colon + 1),
    ...(inlined === undefined ? { offset: place.offset } : { inlined: true }),
    ...(lead[1] === undefined ? {} : { address: lead[1] }),
    ...(file?.[1] === undefined ? {} : { file: file[1] }),
    ...(file?.[2] === undefined || Number(file[2]) < 0 ? {} : { line: Number(file[2]) }),
  };
}

function readDarwinFrame({ text, start, end }: ConsoleLine): CrashFrame | undefined {
  const found = DARWIN.exec(text);
  if (!found) return undefined;
  const [, address = '', module, symbol, offset = '0'] = found;
  return {
    raw: text.trim(),
    start,
    end,
    address,
    ...(module === undefined ? {} : { module }),
    ...(symbol === undefined ? {} : { symbol: symbol.replace(/^_/, ''), offset: parseInt(offset, 16) }),
  };
}
