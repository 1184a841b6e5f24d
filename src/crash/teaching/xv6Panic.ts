import type { ConsoleLine } from '../console/consoleLine';
import type { PlainFacts, PlainNaming } from '../plain/plainSystem';
import type { Opening } from '../opening';
import type { CrashFrame, CrashRegister } from '../report';
import { titleOf } from '../text/title';

/** The program counters that xv6 for x86 prints below its panic. */
const COUNTERS = /^ {0,4}[0-9a-f]{8}(?: [0-9a-f]{8}){0,12} {0,2}$/;
/** What xv6 for RISC-V prints above the panic of an unexpected trap. */
const TRAP = /\b(scause|sepc|stval) ?=? ?(?:0x)?([0-9a-f]{1,16})/g;
const SAYS = /^scause[ =]|^lapicid \d/;

/** Whether a panic is one of xv6's. */
export function isXv6({ line, before }: Opening, { lines }: PlainFacts): boolean {
  return (
    line.text.startsWith('lapicid ') ||
    lines.slice(1).some(({ text }) => COUNTERS.test(text)) ||
    before.slice(-3).some(({ text }) => SAYS.test(text))
  );
}

/** Names a panic of xv6, with its trap's registers and program counters. */
export function nameXv6Panic(words: string, { before }: Opening, { lines }: PlainFacts): PlainNaming {
  const trap = before.slice(-3).flatMap(trapOf);
  const calls = lines.slice(1).flatMap((line) => (COUNTERS.test(line.text) ? countersOf(line) : []));
  return {
    system: 'xv6',
    title: titleOf(`panic: ${words}`),
    type: 'DoS',
    frames: [...trap, ...calls],
    registers: before.slice(-3).flatMap(({ text }) => registersOf(text)),
  };
}

function countersOf({ text, start, end }: ConsoleLine): readonly CrashFrame[] {
  const addresses = text
    .trim()
    .split(' ')
    .filter((address) => !/^0+$/.test(address));
  return addresses.map((address) => ({ raw: address, start, end, address }));
}

/** Where a trap of the kernel’s happened, when its line says so. */
function trapOf({ text, start, end }: ConsoleLine): readonly CrashFrame[] {
  const address = /\bsepc ?=? ?(?:0x)?([0-9a-f]{1,16})/.exec(text)?.[1];
  return address === undefined ? [] : [{ raw: text.trim(), start, end, address, exact: true }];
}

/** The registers that a trap’s line names. */
export function registersOf(text: string): readonly CrashRegister[] {
  return [...text.matchAll(TRAP)].map(([, name = '', value = '']) => ({ name, value }));
}
