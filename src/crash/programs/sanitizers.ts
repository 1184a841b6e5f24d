import type { ConsoleLine } from '../console/consoleLine';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainNaming } from '../plain/plainSystem';
import type { CrashFrame } from '../report';
import { titleOf } from '../text/title';

/** `    #1 0x55d3c in main /src/x.c:12:3`, `    #2 0x7f1 (/lib/libc.so.6+0x29d8f)` */
const FRAME =
  /^ {4}#\d{1,3} 0x([0-9a-f]{1,16}) (?:in (\S.{0,300}?) )?(?:([\w./+@-]{1,300}):(\d{1,7})(?::\d{1,5})?|\(([^()+]{1,300})\+0x([0-9a-f]{1,16})\).{0,80})$/;
/** Functions that the sanitizer stands in for. */
const HELPERS =
  /^(?:__(?:interceptor|asan|msan|tsan|ubsan|lsan|sanitizer)_\w*|(?:mem|str)(?:cpy|set|move|cmp|len|ncpy|cat|dup)|malloc|free|calloc|realloc|operator (?:new|delete).*)$/;

function readFrame({ text, start, end }: ConsoleLine): CrashFrame | undefined {
  const found = FRAME.exec(text);
  if (!found) return undefined;
  const [, address = '', symbol, file, line, module, offset] = found;
  return {
    raw: text.trim(),
    start,
    end,
    address,
    ...(symbol === undefined ? {} : { symbol }),
    ...(file === undefined ? {} : { file, line: Number(line) }),
    ...(module === undefined ? {} : { module, offset: parseInt(offset ?? '0', 16) }),
  };
}

function blamed(title: string, frames: readonly CrashFrame[], type: string): PlainNaming {
  const guilty = frames.find(({ symbol }) => symbol !== undefined && !HELPERS.test(symbol));
  return {
    title: guilty?.symbol === undefined ? title : `${title} in ${guilty.symbol}`,
    type,
    ...(guilty ? { guilty } : {}),
    ...(guilty?.file === undefined || guilty.line === undefined
      ? {}
      : { file: guilty.file, line: guilty.line }),
  };
}

/** Reports of the sanitizers that compilers build into programs. */
export const sanitizerRecogniser = plainRecogniser({
  system: 'sanitizer',
  rules: [
    {
      triggers: ['Sanitizer: '],
      begins:
        /^==\d{1,10}==ERROR: (Address|Memory|Leak|HWAddress|UndefinedBehavior)Sanitizer: ([a-zA-Z-]{3,60})(?: |:|$)/,
      name: ({ found }, { frames }) => blamed(`${found[1] ?? ''}Sanitizer: ${found[2] ?? ''}`, frames, ''),
    },
    {
      triggers: ['WARNING: ThreadSanitizer: '],
      begins: /^WARNING: ThreadSanitizer: ([a-z -]{3,60}?) \(pid=\d{1,10}\)/,
      name: ({ found }, { frames }) => blamed(`ThreadSanitizer: ${found[1] ?? ''}`, frames, ''),
    },
    {
      triggers: ['runtime error: '],
      begins: /^([\w./+@-]{1,300}):(\d{1,7}):\d{1,5}: runtime error: (.{3,200})/,
      name: ({ found }, { frames }) => ({
        ...blamed(
          titleOf(`UndefinedBehaviorSanitizer: ${(found[3] ?? '').replace(/[:,] .*$/, '')}`),
          frames,
          '',
        ),
        file: found[1] ?? '',
        line: Number(found[2]),
      }),
    },
  ],
  readFrame,
  parts:
    /^(?:SUMMARY: |READ of size|WRITE of size|0x[0-9a-f]{8,16} is located|freed by|previously allocated|allocated by|Shadow byte|=>? {0,2}0x| {2}0x|={5,}|==\d{1,10}==ABORTING| {2}(?:Write|Read|Previous|Location|Thread|Mutex)|\s{0,4}$|Direct leak|Indirect leak)/,
  last: /^==\d{1,10}==ABORTING/,
  patience: 3,
});
