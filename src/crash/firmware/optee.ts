import type { ConsoleLine } from '../console/consoleLine';
import { readBareFrame } from '../frames/bareFrame';
import { findIn } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming } from '../plain/plainSystem';
import type { CrashFrame } from '../report';

/** `E/TC:0 0 `: level, trusted core or application, processor, thread. */
const PREFIX = /^[EFIDW]\/[A-Z]{2,4}:\S{0,8} {1,2}(?:\d{1,4} )?/;
const PANIC = /Panic(?: '([^']{1,200})')? at ([\w./+-]{1,200}):(\d{1,7}) <(\w{1,100})>/;

function readFrame(line: ConsoleLine): CrashFrame | undefined {
  return PREFIX.test(line.text) ? readBareFrame({ ...line, text: line.text.replace(PREFIX, '') }) : undefined;
}

function nameFault(fault: string, facts: PlainFacts): PlainNaming {
  const panic = findIn(facts, PANIC);
  return { title: `OP-TEE: ${fault}`, type: 'DoS', ...(panic ? place(panic) : {}) };
}

function place([, , file = '', line = '']: RegExpExecArray): Pick<PlainNaming, 'file' | 'line'> {
  return { file, line: Number(line) };
}

/** Aborts, panics and assertions of OP-TEE's core. */
export const opteeRecogniser = plainRecogniser({
  system: 'optee',
  rules: [
    {
      triggers: ['Core data-abort at', 'Core prefetch-abort at', 'Core undef-abort at'],
      begins: /(Core (?:data|prefetch|undef)-abort) at address/,
      name: ({ found }, facts) => nameFault(found[1] ?? '', facts),
    },
    {
      triggers: ['Panic at ', "Panic '"],
      begins: PANIC,
      name: ({ found }) => ({
        title: `OP-TEE: panic${found[1] === undefined ? '' : ` '${found[1]}'`} in ${found[4] ?? ''}`,
        type: 'DoS',
        guiltyName: found[4] ?? '',
        ...place(found),
      }),
    },
    {
      triggers: ["assertion '"],
      begins: /^[EF]\/TC:.{0,12}assertion '(.{1,200}?)' failed at ([\w./+-]{1,200}):(\d{1,7}) <(\w{1,100})>/,
      name: ({ found }) => ({
        title: `OP-TEE: assertion '${found[1] ?? ''}' failed in ${found[4] ?? ''}`,
        type: 'DoS',
        guiltyName: found[4] ?? '',
        file: found[2] ?? '',
        line: Number(found[3]),
      }),
    },
  ],
  readFrame,
  parts: /^[EF]\/(?:TC|LD|TA):/,
  joins: PANIC,
  patience: 3,
});
