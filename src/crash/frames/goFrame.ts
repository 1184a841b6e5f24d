import type { ConsoleLine } from '../console/consoleLine';
import type { CrashFrame } from '../report';

/** `main.(*T).f(0xc00, …)`, `created by main.f in goroutine 1`: a call, whose place stands in the next line. */
const CALL =
  /^ {0,2}(?:created by )?([A-Za-z_][\w./*()-]{0,250}\.[\w.*()\-{}]{1,200}?)(?:\((?:0x|\{|\.\.\.|\)|[0-9])|\(\)|$| in goroutine)/;
/** `\t/go/src/x.go:12 +0x1c fp=0x…`: where the call above is. */
const PLACE = /^(?:\t| {6,8})?(\/?[\w./@+-]{1,300}\.(?:go|s)):(\d{1,7})(?: \+0x([0-9a-f]{1,8}))?/;

/** Reads one line of a goroutine's stack: the call, or its place. */
export function readGoFrame({ text, start, end }: ConsoleLine): CrashFrame | undefined {
  const place = PLACE.exec(text);
  if (place) {
    const [, file = '', line = '', offset] = place;
    return {
      raw: text.trim(),
      start,
      end,
      file,
      line: Number(line),
      ...(offset === undefined ? {} : { offset: parseInt(offset, 16) }),
    };
  }
  const call = CALL.exec(text);
  return call ? { raw: text.trim(), start, end, symbol: call[1] ?? '' } : undefined;
}

/** Puts call and place of each frame together. */
export function joinGoFrames(frames: readonly CrashFrame[]): readonly CrashFrame[] {
  const joined: CrashFrame[] = [];
  for (const frame of frames) {
    const last = joined.at(-1);
    if (frame.symbol === undefined && last?.symbol !== undefined && last.file === undefined) {
      joined[joined.length - 1] = { ...frame, ...last, raw: last.raw, start: last.start, end: frame.end };
    } else joined.push(frame);
  }
  return joined;
}
