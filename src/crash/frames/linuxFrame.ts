import type { ConsoleLine } from '../console/consoleLine';
import type { CrashFrame } from '../report';
import { findSymbol, moduleBehind, type SymbolPlace } from '../text/symbol';

/** `[<ffffffff81c01b4c>]`, `[c000000000012345]`; the address of a frame. */
const BRACKETED = /\[<?([0-9a-f]{8,16})>?\]/;
/** `fs/read_write.c:12`, as a symboliser has added it. */
const PLACE = /^ {1,4}([\w./+-]{1,256}):(-?\d{1,7})(?: \[(inline)\])?/;
/** A function that was inlined has no address, only its name and its place. */
const INLINED = /^ {0,12}(\? )? {0,8}([\w.$]{1,256}) ([\w./+-]{1,256}):(\d{1,7}) \[inline\]/;
/** A return address for which there is no name. */
const NAMELESS = /^ {0,12}(?:\[<([0-9a-f]{8,16})>\]|0x([0-9a-f]{8,16})$)/;

/** Reads one line of a Linux stack trace, of any architecture. */
export function readLinuxFrame(line: ConsoleLine): CrashFrame | undefined {
  const { text } = line;
  const inlined = INLINED.exec(text);
  if (inlined) return inlinedFrame(line, inlined);
  const place = findSymbol(text, startOfFrame(text));
  if (!place) return namelessFrame(line);
  const lead = text.slice(0, place.from);
  if (!LEAD.test(lead)) return undefined;
  return { ...base(line, place), ...whatFollows(text.slice(place.to)), ...addressOf(lead) };
}

/** What a line of a stack has before its symbol: blanks, an address, a question mark, who called on ARM. */
const LEAD =
  /^[\s(]{0,20}(?:\[<?[0-9a-f]{8,16}>?\] ?(?:\[<?[0-9a-f]{8,16}>?\] ?)?)?\(?(?:\? ?)?$|^[^=]{0,400}? from (?:\[<[0-9a-f]{8,16}>\] )?\(?(?:\? )?$/;

/** ARM prints callee and caller in one line; the caller is the frame. */
function startOfFrame(text: string): number {
  const from = text.indexOf(') from [<');
  if (from !== -1) return from + 6;
  const plain = text.indexOf(' from ');
  return plain !== -1 && /^ {0,12}[\w.$]{1,200}$/.test(text.slice(0, plain)) ? plain + 6 : 0;
}

function base(line: ConsoleLine, place: SymbolPlace): CrashFrame {
  const lead = line.text.slice(0, place.from);
  return {
    raw: line.text.trim(),
    start: line.start,
    end: line.end,
    symbol: place.symbol,
    offset: place.offset,
    ...(place.size === undefined ? {} : { size: place.size }),
    ...(lead.includes('? ') ? { doubtful: true } : {}),
  };
}

function whatFollows(rest: string): Partial<CrashFrame> {
  const module = moduleBehind(rest, 0);
  const behind = module ? rest.slice(module.to) : rest.replace(/^[)\]]/, '');
  const place = PLACE.exec(behind);
  return {
    ...(module?.module === undefined ? {} : { module: module.module }),
    ...(place?.[1] === undefined ? {} : { file: place[1] }),
    ...(place?.[2] === undefined || Number(place[2]) < 0 ? {} : { line: Number(place[2]) }),
    ...(place?.[3] === undefined ? {} : { inlined: true }),
  };
}

function addressOf(lead: string): Partial<CrashFrame> {
  const address = BRACKETED.exec(lead)?.[1];
  return address === undefined ? {} : { address };
}

function inlinedFrame(line: ConsoleLine, found: RegExpExecArray): CrashFrame {
  return {
    raw: line.text.trim(),
    start: line.start,
    end: line.end,
    symbol: found[2] ?? '',
    file: found[3] ?? '',
    line: Number(found[4]),
    inlined: true,
    ...(found[1] === undefined ? {} : { doubtful: true }),
  };
}

function namelessFrame(line: ConsoleLine): CrashFrame | undefined {
  const found = NAMELESS.exec(line.text);
  const address = found?.[1] ?? found?.[2];
  if (address === undefined) return undefined;
  return { raw: line.text.trim(), start: line.start, end: line.end, address };
}
