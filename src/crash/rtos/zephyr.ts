import type { ConsoleLine } from '../console/consoleLine';
import { readBareFrame } from '../frames/bareFrame';
import { readRegisters } from '../frames/registers';
import { baseName, findIn } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming } from '../plain/plainSystem';
import type { CrashFrame } from '../report';

/** `[00:00:00.010,000] <err> os: ` with the logging subsystem, `E: ` without. */
const PREFIX = /^(?:\[\d\d:\d\d:\d\d\.\d{3},\d{3}\] )?(?:<err> \w{1,40}: |E: )/;
const FAULT = /\*{5} ([A-Z][A-Z ]{2,40}) \*{5}/;
const FATAL = /ZEPHYR FATAL ERROR \d{1,4}: (.{1,60}?) on CPU (\d{1,4})/;
const COUNTER =
  /Faulting instruction address \(r15\/pc\): 0x([0-9a-f]{8})|mepc: {1,4}([0-9a-f]{8,16})|ELR_ELn: {1,4}0x([0-9a-f]{8,16})/;

function bare(text: string): string {
  return text.replace(PREFIX, '').trim();
}

function readFrame(line: ConsoleLine): CrashFrame | undefined {
  if (!PREFIX.test(line.text)) return undefined;
  const counter = COUNTER.exec(line.text);
  const address = counter?.[1] ?? counter?.[2] ?? counter?.[3];
  if (address !== undefined)
    return { raw: line.text.trim(), start: line.start, end: line.end, address, exact: true };
  return readBareFrame({ ...line, text: bare(line.text) });
}

function nameFatal(facts: PlainFacts): PlainNaming {
  const fault = findIn(facts, FAULT)?.[1];
  const fatal = findIn(facts, FATAL);
  const assertion = findIn(facts, ASSERTION);
  const thread = findIn(facts, /Current thread: 0x[0-9a-f]{1,16} \(([^)]{1,64})\)/)?.[1];
  const reason = [fault, fatal?.[1]].filter((word) => word !== undefined).join(': ');
  return {
    title: assertion ? nameAssertion(assertion) : `Zephyr: ${reason}`,
    type: 'DoS',
    registers: facts.lines.flatMap(({ text }) => readRegisters(` ${bare(text)}`)),
    tasks: [
      { ...(thread === undefined ? {} : { name: thread }), ...(fatal ? { cpu: Number(fatal[2]) } : {}) },
    ],
    ...(assertion ? { file: assertion[2] ?? '', line: Number(assertion[3]) } : {}),
    ...(fatal ? {} : { corrupted: 'The kernel’s own verdict is missing.' }),
  };
}

const ASSERTION = /^(?:E: )?ASSERTION FAIL \[(.{1,200}?)\] @ ([\w./+-]{1,200}):(\d{1,7})/;

function nameAssertion([, expression = '', file = '']: RegExpExecArray): string {
  return `Zephyr: ASSERTION FAIL [${expression}] in ${baseName(file)}`;
}

/** Fatal errors of Zephyr. */
export const zephyrRecogniser = plainRecogniser({
  system: 'zephyr',
  rules: [
    {
      triggers: ['FAULT *****', 'ZEPHYR FATAL ERROR ', 'ASSERTION FAIL ['],
      begins: /\*{5} [A-Z][A-Z ]{2,30}FAULT \*{5}|ZEPHYR FATAL ERROR \d|^(?:E: )?ASSERTION FAIL \[/,
      name: (_, facts) => nameFatal(facts),
    },
  ],
  readFrame,
  parts: /<err> \w{1,40}: |^E: |^\t/,
  joins: /ZEPHYR FATAL ERROR \d|FAULT \*{5}/,
  last: /Halting system/,
  patience: 3,
});
