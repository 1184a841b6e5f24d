import type { ConsoleLine } from '../console/consoleLine';
import { readBsdFrame } from '../frames/bsdFrame';
import { readGoFrame } from '../frames/goFrame';
import { isGo, nameGoPanic } from '../go/goPanic';
import type { PlainNaming, PlainRule, PlainSystem } from '../plain/plainSystem';
import type { Opening } from '../opening';
import { plainRecogniser } from '../plain/plainRecogniser';
import { titleOf } from '../text/title';
import { freebsdTrap, nameFreebsdPanic } from './freebsd';
import { nameNetbsdPanic, netbsdFault, netbsdUbsan } from './netbsd';
import { nameOpenbsdPanic, openbsdFault, openbsdWitness } from './openbsd';
import { isXv6, nameXv6Panic } from '../teaching/xv6Panic';

/** Six systems say `panic:`. Who did shows in the lines that follow, so one recogniser reads them all. */
const panic: PlainRule = {
  triggers: ['panic: '],
  begins: /^(?:.{0,40}login: |lapicid \d{1,3}: |hart \d{1,3}: |\*cpu\d{1,3}: )?panic: (.{1,600})/,
  name(opening, facts): PlainNaming {
    const words = (opening.found[1] ?? '').trim();
    const says = (pattern: RegExp): boolean => facts.lines.some(({ text }) => pattern.test(text));
    if (isGo(facts)) return nameGoPanic(words, facts);
    if (says(/^cpuid = |^KDB: |^db_trace_self_wrapper/)) return nameFreebsdPanic(words, facts);
    if (says(/netbsd:|cpu\d{1,3}: Begin traceback/)) return nameNetbsdPanic(words, facts);
    if (says(/^Stopped at|Stopped at {2,}|^Starting stack trace/)) return nameOpenbsdPanic(words, facts);
    if (isXv6(opening, facts)) return nameXv6Panic(words, opening, facts);
    return nameUnknown(words, opening);
  },
};

function nameUnknown(words: string, { before }: Opening): PlainNaming {
  const system = before.some(({ text }) => text.startsWith('xv6')) ? 'xv6' : 'unknown';
  return { system, title: titleOf(`panic: ${words}`), type: 'DoS' };
}

function readFrame(line: ConsoleLine): ReturnType<typeof readBsdFrame> {
  return readBsdFrame(line) ?? readGoFrame(line);
}

const PANICS: PlainSystem = {
  system: 'unknown',
  rules: [freebsdTrap, netbsdFault, netbsdUbsan, openbsdFault, openbsdWitness, panic],
  readFrame,
  parts:
    /^(?:cpuid = |time = |KDB: |--- (?:trap|syscall|interrupt)|fault (?:virtual|code)|instruction pointer|stack pointer|frame pointer|code segment|\s{0,12}= DPL|processor eflags|current process|trap (?:number|type)|panic: |Stopped |db\{|ddb|\s{0,4}TID |[* ]{0,2}\d{3,7} {1,8}\d|cpu\d{1,3}: |\*cpu|end (?:trace|of kernel)|curlwp|kernel: |fatal |lock order|exclusive |shared | 1st | 2nd |Starting stack|End of stack|\[ thread pid|goroutine |\[signal|created by|syncing disks|rebooting|\s{0,4}[0-9a-f]{8,16}(?: [0-9a-f]{8,16}){0,12}\s{0,2}$|scause |sepc|\[inline|\s{0,4}$)|\) at \w{1,64}$/,
  joins:
    /^(?:.{0,40}login: )?panic: |^kernel: (?:page|protection) fault|^fatal (?:page|protection) fault|^\S{0,20}panic: /,
  patience: 10,
};

/** Panics and faults of FreeBSD, NetBSD, OpenBSD, Go, xv6 and kernels that do not say their name. */
export const panicRecogniser = plainRecogniser(PANICS);
