import type { PlainFacts, PlainNaming, PlainRule } from '../plain/plainSystem';
import type { CrashFrame } from '../report';
import { findSymbol } from '../text/symbol';
import { titleOf } from '../text/title';
import { guiltyOf } from './skip';

/** Faults in the kernel, after which the debugger says where it stopped. */
export const openbsdFault: PlainRule = {
  triggers: ['uvm_fault(0x', 'kernel: page fault trap', 'kernel: protection fault trap'],
  begins: /(?:^|login: )(?:(uvm_fault)\(0x|kernel: (page fault|protection fault) trap, code=)/,
  name({ found }, facts): PlainNaming | undefined {
    const text = facts.lines.map((line) => line.text).join('\n');
    // Programs make faults, too, which the kernel handles without a word more.
    if (!/kernel: |Stopped at|panic|fatal page fault/.test(text)) return undefined;
    const kind = found[2] === 'protection fault' ? 'protection_fault' : 'uvm_fault';
    const stopped = stoppedAt(facts);
    const guilty = (stopped && guiltyOf([stopped])) ?? guiltyOf(facts.frames);
    if (!guilty?.symbol)
      return { system: 'openbsd', title: kind, type: '', corrupted: 'It does not say where it stopped.' };
    return { system: 'openbsd', title: `${kind}: ${guilty.symbol}`, type: '', guilty };
  },
};

const LOCKS = /^ (?:1st|2nd) 0x[0-9a-f]{8,16} (\S{1,64})/;

export const openbsdWitness: PlainRule = {
  triggers: ['witness: '],
  begins: /(?:^|login: )witness: (lock order reversal|userret|lock_object uninitialized|acquiring)/,
  name({ found }, facts): PlainNaming {
    const base = { system: 'openbsd', type: '' } as const;
    if (found[1] === 'lock order reversal') {
      const locks = facts.lines.map(({ text }) => LOCKS.exec(text)?.[1]).filter((lock) => lock !== undefined);
      return { ...base, title: `witness: reversal: ${locks.join(' ')}` };
    }
    const call = facts.frames.find(({ symbol }) => symbol?.startsWith('sys_'));
    const name = call?.symbol?.slice('sys_'.length);
    return {
      ...base,
      title: name === undefined ? `witness: ${found[1] ?? ''}` : `witness: ${found[1] ?? ''}: ${name}`,
      ...(call ? { guilty: call } : {}),
    };
  },
};

function stoppedAt({ lines }: PlainFacts): CrashFrame | undefined {
  const line = lines.find(({ text }) => text.includes('Stopped at'));
  const place = line && findSymbol(line.text);
  return (
    place && {
      raw: line.text.trim(),
      start: line.start,
      end: line.end,
      symbol: place.symbol,
      offset: place.offset,
      exact: true,
    }
  );
}

interface Wording {
  readonly words: RegExp;
  readonly title: (found: RegExpExecArray, within: string) => string;
  readonly type?: string;
}

/** What the kernel's own checks say, and the short names by which their faults are known. */
const WORDINGS: readonly Wording[] = [
  {
    words: /^pool_do_put: (\w{1,32}): double pool_put/,
    title: ([, pool = '']) => `pool: double put: ${pool}`,
  },
  {
    words: /^pool_\w{1,40}: (\w{1,32}) ((?:cpu )?free list modified)/,
    title: ([, pool = '', what = '']) => `pool: ${what}: ${pool}`,
  },
  { words: /\b(knote (?:!\w{1,16}|\w{1,16}))$/, title: ([, what = '']) => `kqueue: ${what}` },
  {
    words: /^Caught invalid memory access/,
    title: (_, within) => `KASAN: invalid memory access${within}`,
    type: 'KASAN-UNKNOWN',
  },
  {
    words: /^kernel (?:diagnostic )?assertion "(.{1,300}?)" failed: file "([^"]{1,256})"/,
    title: ([, expression = '', file = '']) =>
      `assert "${expression}" failed in ${file.slice(file.lastIndexOf('/') + 1)}`,
  },
];

/** A panic of OpenBSD. */
export function nameOpenbsdPanic(printed: string, facts: PlainFacts): PlainNaming {
  const words = confirmed(facts) ?? printed;
  const guilty = guiltyOf(facts.frames);
  const base = { system: 'openbsd', ...(guilty ? { guilty } : {}) } as const;
  const within = guilty?.symbol === undefined ? '' : ` in ${guilty.symbol}`;
  for (const { words: pattern, title, type = '' } of WORDINGS) {
    const found = pattern.exec(words);
    if (found) return { ...base, title: titleOf(title(found, within)), type };
  }
  const title = titleOf(`panic: ${words}`);
  return {
    ...base,
    title,
    altTitles: [title.replace(/ (?:NUM|ADDR)\b.*$/, ''), `${title}${within}`],
    type: 'DoS',
  };
}

/** The debugger repeats the panic's words, whole, when two processors have printed over each other. */
function confirmed({ lines }: PlainFacts): string | undefined {
  const asked = lines.findIndex(({ text }) => /^ddb(?:\{\d{1,3}\})?> show panic/.test(text));
  if (asked === -1) return undefined;
  return /^\*cpu\d{1,3}: (.{1,400})/.exec(lines[asked + 1]?.text ?? '')?.[1];
}
