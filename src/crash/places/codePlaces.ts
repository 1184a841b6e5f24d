import { readConsoleLine } from '../console/consoleLine';
import { findSymbol, moduleBehind } from '../text/symbol';
import type { PrintedCode } from './printedPlace';

/** `0x0010100c`, `ffffffff81234567`, the digits of `[<c0101234>]`; neither an offset nor a size. */
const ADDRESS = /(?<![\w+/])(?:0x([0-9a-f]{4,16})|([0-9a-f]{16}|[0-9a-f]{8}))(?!\w)/gi;
/** `libboot.so+0x12c`, `nf_tables:0x12c`: bytes from the beginning of an image. */
const IN_IMAGE = /(?<![\w.+-])([a-z_][\w.-]{0,63})(?:\+|:)0x([0-9a-f]{1,12})(?![\w/])/gi;
/** The selector of an x86 address: `0010:func+0x12/0x34`. */
const SELECTOR = /^[0-9a-f]{4}:(?=.)/i;

/** What a line of a stack has before its address: blanks, its number, question marks, an address in brackets or before its name. */
const BEFORE_FRAME =
  /^(?:[\s?(]|#?\d{1,3}[:.)]?\s|\[<?[0-9a-f]{8,16}>?\]|(?:pc )?0x[0-9a-f]{1,16} (?:in )?)*$/i;
/** Frame 0 is where the processor was. */
const INNERMOST = /^\s*#0\s/;
/** Longer leads are not looked at, in characters. */
const LONGEST_LEAD = 64;

/** `func+0x12/0x34 [module]`, from left to right. */
export function* findSymbols(line: string): Generator<PrintedCode> {
  for (let place = findSymbol(line); place; place = findSymbol(line, place.to)) {
    const selector = SELECTOR.exec(place.symbol)?.[0].length ?? 0;
    const behind = moduleBehind(line, place.to);
    const from = place.from + selector;
    yield {
      kind: 'code',
      from,
      to: behind?.to ?? place.to,
      symbol: place.symbol.slice(selector),
      offset: place.offset,
      ...(place.size !== undefined && { size: place.size }),
      ...(behind?.module !== undefined && { module: behind.module }),
      inStack: isInStack(line, from),
    };
  }
}

/** Images with bytes from their beginning, from left to right. */
export function* findInImages(line: string): Generator<PrintedCode> {
  for (const { index, 0: text, 1: module = '', 2: digits = '' } of line.matchAll(IN_IMAGE)) {
    const offset = parseInt(digits, 16);
    yield {
      kind: 'code',
      from: index,
      to: index + text.length,
      module,
      offset,
      inStack: isInStack(line, index),
    };
  }
}

/** Numbers that could be addresses, from left to right. */
export function* findAddresses(line: string): Generator<PrintedCode> {
  for (const { index, 0: text, 1: prefixed, 2: bare = '' } of line.matchAll(ADDRESS)) {
    const address = prefixed ?? bare;
    yield { kind: 'code', from: index, to: index + text.length, address, inStack: isInStack(line, index) };
  }
}

function isInStack(line: string, from: number): boolean {
  const { text } = readConsoleLine({ text: line, start: 0, end: 0 });
  const lead = line.slice(line.length - text.length, from);
  if (lead.length > LONGEST_LEAD || INNERMOST.test(lead)) return false;
  return BEFORE_FRAME.test(lead.replace(/\[<$/, ''));
}
