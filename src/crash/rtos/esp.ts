import { readAddressList } from '../frames/bareFrame';
import { readRegisters } from '../frames/registers';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming } from '../plain/plainSystem';
import type { CrashFrame } from '../report';

const BACKTRACE = /^Backtrace: ?/;
/** RISC-V chips print no backtrace, only the instruction and where it was called from. */
const COUNTER = /^(?:MEPC|PC) {0,6}: 0x([0-9a-f]{8})/;

function framesOf({ lines }: PlainFacts): readonly CrashFrame[] {
  const [counter, ...callers] = lines.flatMap((line) => readAddressList(line, BACKTRACE));
  if (counter) return [{ ...counter, exact: true }, ...callers];
  return lines.flatMap(({ text, start, end }) => {
    const address = COUNTER.exec(text)?.[1];
    return address === undefined ? [] : [{ raw: text.trim(), start, end, address, exact: true }];
  });
}

function named(title: string, facts: PlainFacts, more: Partial<PlainNaming> = {}): PlainNaming {
  const registers = facts.lines.flatMap(({ text }) => readRegisters(text));
  return { title, type: 'DoS', frames: framesOf(facts), registers, ...more };
}

/** Crashes of ESP-IDF, on Xtensa and RISC-V. */
export const espRecogniser = plainRecogniser({
  system: 'esp',
  rules: [
    {
      triggers: ['Guru Meditation Error: Core '],
      begins: /^Guru Meditation Error: Core {1,2}(\d) panic'ed \(([^)]{1,60})\)/,
      name: ({ found }, facts) =>
        named(`ESP: ${found[2] ?? ''}`, facts, { tasks: [{ cpu: Number(found[1]) }] }),
    },
    {
      triggers: ['assert failed: '],
      begins: /^assert failed: (\w{1,100}) ([\w./+-]{1,200}):(\d{1,7}) \((.{1,200})\)/,
      name: ({ found }, facts) =>
        named(`ESP: assert failed: ${found[4] ?? ''} in ${found[1] ?? ''}`, facts, {
          guiltyName: found[1] ?? '',
          file: found[2] ?? '',
          line: Number(found[3]),
        }),
    },
    {
      triggers: ['abort() was called at PC '],
      begins: /^abort\(\) was called at PC 0x[0-9a-f]{8} on core \d/,
      name: (_, facts) => named('ESP: abort', facts),
    },
    {
      triggers: ['***ERROR*** A stack overflow in task '],
      begins: /^\*\*\*ERROR\*\*\* A stack overflow in task (\S{1,32}) has been detected/,
      name: ({ found }, facts) =>
        named(`ESP: stack overflow in task ${found[1] ?? ''}`, facts, { tasks: [{ name: found[1] ?? '' }] }),
    },
    {
      triggers: ['task_wdt: Task watchdog got triggered'],
      begins: /task_wdt: Task watchdog got triggered/,
      name: (_, facts) => named('ESP: Task watchdog got triggered', facts),
    },
  ],
  readFrame: () => undefined,
  parts:
    /^(?:Core {1,2}\d register dump|[A-Z][A-Z0-9]{1,7} {0,6}: 0x|Memory dump|Stack memory|[0-9a-f]{8}: 0x|Backtrace|ELF file SHA256|Rebooting|Setting breakpoint|E \(\d{1,10}\) task_wdt|\s{0,2}$)/,
  joins: /^Guru Meditation|^abort\(\) was called|task_wdt: /,
  last: /^Rebooting\.\.\./,
  patience: 4,
});
