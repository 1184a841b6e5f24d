import { readGoFrame } from '../frames/goFrame';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming, PlainSystem } from '../plain/plainSystem';
import { titleOf } from '../text/title';
import { isGo, nameGoError } from './goPanic';

/** A log line of gVisor: `W0622 11:59:19.138728   18712 x:0] `. */
const GLOG = '(?:[A-Z]\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6} {1,8}\\d{1,8} \\S{1,40}\\] )?';

const GO: PlainSystem = {
  system: 'go',
  rules: [
    {
      triggers: ['fatal error: '],
      begins: /^(fatal error: .{1,300})/,
      // Compilers say the same; the stacks tell the runtime's from theirs.
      name: ({ found }, facts) => (isGo(facts) ? nameGoError(found[1] ?? '', facts) : undefined),
    },
    {
      triggers: ['SIGSEGV: segmentation violation', 'SIGBUS: bus error', 'SIGILL: illegal instruction'],
      begins: /^(SIG[A-Z]{3,5}: [a-z ]{3,40})$/,
      name: ({ found }, facts) => (isGo(facts) ? nameGoError(found[1] ?? '', facts) : undefined),
    },
    {
      triggers: ['WARNING: DATA RACE'],
      begins: /^WARNING: DATA RACE/,
      name: (_, facts) => nameRace(facts),
    },
    {
      triggers: ['FATAL ERROR: '],
      begins: new RegExp(`^${GLOG}(FATAL ERROR: .{1,400})`),
      name: ({ found }): PlainNaming => ({
        system: 'gvisor',
        title: titleOf((found[1] ?? '').replace(/container "[^"]{1,100}"/, 'container NAME')),
        type: '',
      }),
    },
    {
      triggers: ['Invalid request partialResult'],
      begins: /Invalid request partialResult .{1,200} for (\w{1,40}) operation/,
      name: ({ found }, facts) => ({
        ...nameGoError(`Invalid request partialResult in ${found[1] ?? ''}`, facts),
        system: 'gvisor',
      }),
    },
  ],
  readFrame: readGoFrame,
  parts:
    /^(?:goroutine \d|PC=|\[signal|created by|(?:Previous |)(?:[Rr]ead|[Ww]rite) at 0x|Goroutine \d|={6,}|error |r[a-z0-9]{1,5} {2,8}0x|\s{0,4}$)/,
  last: /^={6,}/,
  patience: 6,
};

const ACCESS = /^(?:Read|Write) at 0x[0-9a-f]{1,16} by /;

/** The function of the first access is the first call below it. */
function nameRace(facts: PlainFacts): PlainNaming {
  const access = facts.lines.find(({ text }) => ACCESS.test(text));
  const guilty =
    access && facts.frames.find(({ start, symbol }) => start > access.start && symbol !== undefined);
  const named = nameGoError('DATA RACE', facts);
  if (!guilty?.symbol) return { ...named, corrupted: 'The accesses are missing.' };
  const name = guilty.symbol.slice(guilty.symbol.lastIndexOf('/') + 1);
  return { ...named, title: `DATA RACE in ${name}`, guilty, guiltyName: name };
}

/** Errors of Go's runtime, its race detector and gVisor. Its panics are read with those of other systems. */
export const goRecogniser = plainRecogniser(GO);
