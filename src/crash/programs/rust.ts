import type { ConsoleLine } from '../console/consoleLine';
import { baseName } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainNaming } from '../plain/plainSystem';
import type { CrashFrame } from '../report';
import { titleOf } from '../text/title';

/** Since Rust 1.73 the message stands in the next line; before, in quotes in front of the place. */
const PANICKED = /panicked at (?:'(.{0,600}?)', )?([\w./\\:+@-]{1,300}\.rs):(\d{1,7}):(\d{1,5})(:?)/;
/** `   3: core::panicking::panic_fmt`, with the place in the next line. */
const CALL = /^ {1,6}\d{1,4}: (?: {0,4}0x([0-9a-f]{8,16}) - )?(\S.{0,300})$/;
const PLACE = /^ {6,30}at ([\w./\\:+@-]{1,300}?):(\d{1,7})(?::\d{1,5})?$/;
const HELPERS =
  /^(?:core::panicking|core::option|core::result|std::panicking|rust_begin_unwind|std::rt|std::sys|__rust)/;

function readFrame({ text, start, end }: ConsoleLine): CrashFrame | undefined {
  const call = CALL.exec(text);
  if (call) {
    return {
      raw: text.trim(),
      start,
      end,
      symbol: call[2] ?? '',
      ...(call[1] === undefined ? {} : { address: call[1] }),
    };
  }
  const place = PLACE.exec(text);
  return place ? { raw: text.trim(), start, end, file: place[1] ?? '', line: Number(place[2]) } : undefined;
}

/** Panics of Rust programs and of kernels that print their `PanicInfo`. */
export const rustRecogniser = plainRecogniser({
  system: 'rust',
  rules: [
    {
      triggers: ['panicked at '],
      begins: PANICKED,
      name({ found }, { lines, frames }): PlainNaming {
        const [, quoted, file = '', line = '', , colon] = found;
        const message = quoted ?? (colon === ':' ? lines[1]?.text.trim() : undefined) ?? '';
        const calls = joinPlaces(frames);
        const guilty = calls.find(({ symbol }) => symbol !== undefined && !HELPERS.test(symbol));
        return {
          title: titleOf(`panicked in ${baseName(file)}${message === '' ? '' : `: ${message}`}`),
          type: 'DoS',
          file,
          line: Number(line),
          frames: calls,
          ...(guilty ? { guilty } : {}),
        };
      },
    },
  ],
  readFrame,
  parts: /^(?:stack backtrace:|note: |\s{0,2}$)/,
  last: /^note: /,
  patience: 3,
});

/** Puts the place that a line has to the call in the line before. */
function joinPlaces(frames: readonly CrashFrame[]): readonly CrashFrame[] {
  const joined: CrashFrame[] = [];
  for (const frame of frames) {
    const last = joined.at(-1);
    if (frame.symbol === undefined && last && frame.file !== undefined) {
      joined[joined.length - 1] = {
        ...last,
        file: frame.file,
        ...(frame.line === undefined ? {} : { line: frame.line }),
        end: frame.end,
      };
    } else joined.push(frame);
  }
  return joined;
}
