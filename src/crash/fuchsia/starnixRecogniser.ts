import type { ConsoleLine } from '../console/consoleLine';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming, PlainSystem } from '../plain/plainSystem';
import type { CrashFrame } from '../report';
import { titleOf } from '../text/title';

const PLACE = /info=panicked at (\S{1,300}):(\d{1,7}):\d{1,5}:/;
/** `#9    0x000040f33e924c16 in starnix_kernel::main ../../src/main.rs:110 <>+0x30cae5` */
const FRAME = /#\d{1,3} {1,6}0x([0-9a-f]{8,16}) in (.{1,300}?) (\S{1,256}):(\d{1,7}) /;
const PREFIX = /^\[\d{1,6}\.\d{1,6}\](?:\[[^\]]{1,120}\]){1,5} (?:WARN|ERROR|INFO): /;

const STARNIX: PlainSystem = {
  system: 'starnix',
  rules: [
    {
      triggers: ['STARNIX KERNEL PANIC'],
      begins: /^STARNIX KERNEL PANIC/,
      name: (_, facts) => namePanic(facts),
    },
  ],
  readFrame,
  parts: /info=panicked at|^\s{0,4}$|stack backtrace|panicked at/,
  joins: /panicked at/,
  patience: 60,
};

function readFrame({ whole, start, end }: ConsoleLine): CrashFrame | undefined {
  const found = FRAME.exec(whole);
  if (!found) return undefined;
  const [, address = '', symbol = '', file = '', line = ''] = found;
  return {
    raw: whole.replace(PREFIX, '').trim(),
    start,
    end,
    address,
    symbol,
    file: withoutUps(file),
    line: Number(line),
  };
}

function namePanic({ lines, frames }: PlainFacts): PlainNaming {
  const index = lines.findIndex(({ whole }) => PLACE.test(whole));
  const place = PLACE.exec(lines[index]?.whole ?? '');
  if (!place) return { title: 'starnix kernel panic', type: '', corrupted: 'It does not say where.' };
  const file = withoutUps(place[1] ?? '');
  const guilty = frames.find(({ file: at }) => at === file);
  return {
    title: titleOf(`starnix kernel panic in ${file}: ${lines[index + 1]?.whole ?? ''}`),
    type: '',
    file,
    line: Number(place[2]),
    ...(guilty ? { guilty } : {}),
    ...(frames.length > 0 || lines.some(({ whole }) => whole.includes('stack backtrace'))
      ? {}
      : { corrupted: 'The stack is missing.' }),
  };
}

/** `./../../src/x.rs` is `src/x.rs` of the source tree. */
function withoutUps(file: string): string {
  return file.replace(/^(?:\.{1,2}\/){1,8}/, '');
}

/** Panics of Starnix, which runs Linux programs on Fuchsia. */
export const starnixRecogniser = plainRecogniser(STARNIX);
