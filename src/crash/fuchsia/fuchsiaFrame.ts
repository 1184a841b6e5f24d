import type { ConsoleLine } from '../console/consoleLine';
import type { CrashFrame } from '../report';

/** `bt#02: 0x001dd8ef size_to_index_helper lib/heap/cmpctmalloc/cmpctmalloc.c:290`, `bt#02: [ inline ] lambda x.cpp:8` */
const FRAME =
  /^ {0,2}bt#\d{1,3}: (?:0x([0-9a-f]{8,16})|(\[ inline \]))(?: (.{1,300}?))?(?: ([\w./+-]{1,256}):(\d{1,7}))?$/;
/** ` RIP: 0x001a1f12  fillrect16 lib/gfx/gfx.c:289` */
const COUNTER = /^ RIP: 0x([0-9a-f]{8,16}) {1,2}(\S{1,200}) ([\w./+-]{1,256}):(\d{1,7})$/;

/** Reads one line of a stack that Zircon printed and a symboliser completed. */
export function readFuchsiaFrame({ text, start, end }: ConsoleLine): CrashFrame | undefined {
  const counter = COUNTER.exec(text);
  if (counter) {
    const [, address, symbol, file, at] = counter;
    return { ...frame({ text, start, end }, address, symbol, file, at, false), exact: true };
  }
  const found = FRAME.exec(text);
  return found
    ? frame({ text, start, end }, found[1], found[3], found[4], found[5], found[2] !== undefined)
    : undefined;
}

function frame(
  { text, start, end }: Pick<ConsoleLine, 'text' | 'start' | 'end'>,
  address: string | undefined,
  symbol: string | undefined,
  file: string | undefined,
  line: string | undefined,
  inlined: boolean,
): CrashFrame {
  return {
    raw: text.trim(),
    start,
    end,
    ...(address === undefined ? {} : { address }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(file === undefined ? {} : { file, line: Number(line) }),
    ...(inlined ? { inlined: true } : {}),
  };
}
