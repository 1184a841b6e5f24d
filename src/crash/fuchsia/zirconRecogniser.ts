import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming, PlainSystem } from '../plain/plainSystem';
import { titleOf } from '../text/title';
import { readFuchsiaFrame } from './fuchsiaFrame';

const HELPERS =
  /^(?:platform_halt|_panic|panic|exception_die|__zx_panic|invoke_\w*|crashlog\w*|platform_panic_start|assert_fail\w*)$/;
const TOLD = /KVM internal error|double fault(?=, halting)|recursion in interrupt handler|ASSERT FAILED/;
const ASSERTION = /ASSERT FAILED at \(([^():]{1,300}):(\d{1,7}).{0,4}\): ?(.{0,400})/;

const ZIRCON: PlainSystem = {
  system: 'fuchsia',
  rules: [
    {
      triggers: ['ZIRCON KERNEL PANIC'],
      begins: /^ZIRCON KERNEL PANIC/,
      name: (_, facts) => namePanic(facts),
    },
    {
      triggers: ['panic (caller 0x'],
      begins: /^panic \(caller 0x[0-9a-f]{1,16}/,
      name: (_, facts) => namePanic(facts),
    },
    {
      triggers: ['recursion in interrupt handler', 'double fault, halting'],
      begins: /^(?:recursion in interrupt handler|double fault, halting)/,
      name: (_, facts) => namePanic(facts),
    },
    {
      triggers: ['<== fatal exception: process '],
      // A program under test is named by its path; the system's own have plain names.
      begins: /<== fatal exception: process ([^/\s[]{1,100})\[\d{1,9}\]/,
      name: ({ found }): PlainNaming => ({ title: `fatal exception in ${found[1] ?? ''}`, type: '' }),
    },
  ],
  readFrame: readFuchsiaFrame,
  parts:
    /^(?:UPTIME|BUILDID|dso: |stopping other|halting cpu|panic \(caller|vector \d|double fault|recursion in|platform_halt|Halt|entering panic|errc:|bottom of|\s{0,2}[A-Z0-9]{2,3}: {1,20}0?x?[0-9a-f]|bt#|<== |0x[0-9a-f]{8,16}: |KVM internal|emulation failure|[0-9]{1,4}\): |\s{0,4}$)/,
  joins: /^panic \(caller|^recursion in interrupt|^double fault, halting|KVM internal error/,
  patience: 16,
};

/** The headline says only that there was a panic: what happened stands in the lines below it. */
function namePanic(facts: PlainFacts): PlainNaming {
  const text = facts.lines.map((line) => line.text).join('\n');
  const guilty = facts.frames.find(({ symbol }) => symbol !== undefined && !HELPERS.test(symbol));
  const within = guilty?.symbol === undefined ? '' : ` in ${guilty.symbol}`;
  const base = { type: '', ...(guilty ? { guilty } : {}) };
  // A panic may fail while it is told: what came first is what happened.
  const told = TOLD.exec(text)?.[0] ?? '';
  if (told === 'KVM internal error') return { type: '', title: told };
  if (told === 'double fault' || told.startsWith('recursion')) return { ...base, title: `${told}${within}` };
  const assertion = ASSERTION.exec(unwrapped(text));
  if (!assertion) return { ...base, title: within === '' ? 'ZIRCON KERNEL PANIC' : `panic${within}` };
  const [, file = '', line = '', expression = ''] = assertion;
  const title = within === '' ? titleOf(`ASSERT FAILED: ${expression}`) : `ASSERT FAILED${within}`;
  return { ...base, title, file, line: Number(line) };
}

/** The panic screen breaks lines at 128 columns. */
function unwrapped(text: string): string {
  return text.replace(/^(panic \(caller .{100,140})\n/m, '$1');
}

/** Panics of Zircon, Fuchsia's kernel. */
export const zirconRecogniser = plainRecogniser(ZIRCON);
