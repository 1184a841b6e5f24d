import type { SeenLine } from './console/consoleLine';
import { CrashEngine } from './engine';
import { KNOWN_RECOGNISERS } from './recognisers';
import type { RecogniserSet } from './recogniserSet';
import type { CrashReport } from './report';

const LF = 0x0a;
const CR = 0x0d;

/** All crashes in a whole text, for example a file, in the order in which they begin. Offsets are of its bytes. */
export function readCrashes(
  bytes: Uint8Array,
  recognisers: RecogniserSet = KNOWN_RECOGNISERS,
): readonly CrashReport[] {
  const reports: CrashReport[] = [];
  const engine = new CrashEngine(recognisers, (report) => reports.push(report));
  for (const line of linesOf(bytes)) engine.take(line);
  engine.flush();
  return reports.sort((a, b) => a.start - b.start);
}

function* linesOf(bytes: Uint8Array): Generator<SeenLine> {
  const decoder = new TextDecoder();
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(LF, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    const from = contentStart(bytes, start, end);
    yield {
      text: decoder.decode(bytes.subarray(from, contentEnd(bytes, from, feed === -1 ? end : feed))),
      start,
      end,
    };
    start = end;
  }
}

/** A carriage return before anything else has nothing to go back over. */
function contentStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === CR) at++;
  return at;
}

/** Consoles end their lines with one carriage return or several. */
function contentEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === CR) at--;
  return at;
}
