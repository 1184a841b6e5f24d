import { readableRustSymbol } from './rustSymbol';

/** A symbol with where in it, as in `vfs_read+0x12/0x340 [ext4] fs/read_write.c:12 [inline]`. */
export interface SymbolPlace {
  readonly symbol: string;
  readonly offset: number;
  readonly size?: number;
  /** Indexes in the text: of the symbol's first character, and of the one behind all that belongs to it. */
  readonly from: number;
  readonly to: number;
}

/** Longer names are cut, in characters; a demangled name with all its types is rarely half as long. */
const LONGEST_SYMBOL = 512;
const PLUS = '+0x';

/** Finds the next `symbol+0x12` or `symbol+0x12/0x34` in `text`, from index `from` on. */
export function findSymbol(text: string, from = 0): SymbolPlace | undefined {
  for (let plus = text.indexOf(PLUS, from); plus !== -1; plus = text.indexOf(PLUS, plus + 1)) {
    const begin = symbolStart(text, plus, from);
    if (begin === plus) continue;
    return withOffsets(text, begin, plus);
  }
  return undefined;
}

/** What may stand between a symbol and its file: a module, and a build id in it. */
const MODULE = /^ \[([\w-]{1,64})(?: [0-9a-f]{4,40})?\]/;
/** The longest that matches it, in characters. */
const LONGEST_MODULE = 108;

/** What is in brackets behind a symbol: a module, unless it says that the function was inlined. `to` is the index behind it. */
export function moduleBehind(
  text: string,
  at: number,
): { readonly module?: string; readonly to: number } | undefined {
  const found = MODULE.exec(text.slice(at, at + LONGEST_MODULE));
  if (!found) return undefined;
  const [whole, module] = found;
  return { ...(module !== undefined && module !== 'inline' && { module }), to: at + whole.length };
}

/** A function's name as its source has it: without what the compiler adds when it cuts or copies it (`.isra.0`, `.cold`). */
export function plainSymbol(symbol: string): string {
  if (symbol.startsWith('_R')) return readableRustSymbol(symbol);
  const suffix = SUFFIX.exec(symbol);
  return suffix && suffix.index > 0 ? symbol.slice(0, suffix.index) : symbol;
}

const SUFFIX = /\.(?:isra|constprop|part|cold|llvm|lto_priv|localalias|ipa|clone)(?:\.|$)|\.\d{1,20}(?:\.|$)/;
const HEX = /[0-9a-fA-F]/;

function withOffsets(text: string, from: number, plus: number): SymbolPlace {
  const offsetEnd = hexEnd(text, plus + PLUS.length);
  const offset = parseInt(text.slice(plus + PLUS.length, offsetEnd), 16) || 0;
  const symbol = text.slice(Math.max(from, plus - LONGEST_SYMBOL), plus);
  if (!text.startsWith('/0x', offsetEnd)) return { symbol, offset, from, to: offsetEnd };
  const to = hexEnd(text, offsetEnd + 3);
  return { symbol, offset, size: parseInt(text.slice(offsetEnd + 3, to), 16) || 0, from, to };
}

function hexEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && at < from + 16 && HEX.test(text[at] ?? '')) at++;
  return at;
}

/** Walks left over a name. One in angle brackets (Rust, C++) may have blanks in it. */
function symbolStart(text: string, end: number, limit: number): number {
  let depth = 0;
  let at = end;
  while (at > limit) {
    const char = text[at - 1] ?? '';
    if (char === '>') depth++;
    else if (char === '<') {
      if (depth === 0) break;
      depth--;
    } else if (depth === 0 && !NAME.test(char)) break;
    at--;
  }
  return depth === 0 ? at : end;
}

const NAME = /[\w.$:~@]/;
