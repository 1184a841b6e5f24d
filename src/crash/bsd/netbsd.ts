import type { PlainFacts, PlainNaming, PlainRule } from '../plain/plainSystem';
import { titleOf } from '../text/title';
import { guiltyOf } from './skip';

/** A page fault in the kernel, with the debugger's stack behind it. */
export const netbsdFault: PlainRule = {
  triggers: ['fatal page fault in supervisor mode', 'fatal protection fault in supervisor mode'],
  begins: /(?:^|login: )fatal (page|protection) fault in supervisor mode/,
  name({ found, line }, facts): PlainNaming {
    const kind = found[1] === 'page' ? 'page fault' : 'protection fault';
    if (/\bStarting stack trace/.test(facts.lines.map(({ text }) => text).join('\n'))) {
      const guilty = guiltyOf(facts.frames);
      return {
        system: 'openbsd',
        title: `uvm_fault: ${guilty?.symbol ?? ''}`,
        type: '',
        ...(guilty ? { guilty } : {}),
      };
    }
    // The function where it stopped is told even when it is a checker's: that is how such faults are known.
    const first = facts.frames.find(({ inlined }) => inlined !== true);
    const title = `${kind} in ${first?.symbol ?? line.text}`;
    return {
      system: 'netbsd',
      title,
      type: '',
      ...(first ? { guilty: first } : { corrupted: 'The stack is missing.' }),
    };
  },
};

export const netbsdUbsan: PlainRule = {
  triggers: ['UBSan: Undefined Behavior'],
  begins: /UBSan: Undefined Behavior in ([\w./+-]{1,256}):(\d{1,7})/,
  name: ({ found }) => ({
    system: 'netbsd',
    title: 'UBSan: Undefined behavior',
    type: '',
    file: found[1] ?? '',
    line: Number(found[2]),
  }),
};

const ASSERTION =
  /^kernel (?:diagnostic |debugging )?assertion "(.{1,300}?)" failed: file "([^"]{1,256})", line (\d{1,7})/;

/** A panic of NetBSD. */
export function nameNetbsdPanic(words: string, facts: PlainFacts): PlainNaming {
  const guilty = guiltyOf(facts.frames);
  const within = guilty?.symbol === undefined ? '' : ` in ${guilty.symbol}`;
  const base = { system: 'netbsd', ...(guilty ? { guilty } : {}) } as const;
  const sanitized = /^(ASan: Unauthorized Access|MSan: Uninitialized Memory|KCSAN: Racy Access)/i.exec(
    words,
  )?.[1];
  if (sanitized !== undefined) return { ...base, title: `${sanitized}${within}`, type: '' };
  if (/^lock error\b/i.test(words)) return { ...base, title: `lock error${within}`, type: '' };
  const assertion = ASSERTION.exec(words);
  if (assertion) {
    const [, expression = '', file = '', line = ''] = assertion;
    return { ...base, title: titleOf(`assert failed: ${expression}`), type: '', file, line: Number(line) };
  }
  const title = titleOf(`panic: ${words}`);
  return { ...base, title, altTitles: [`${title}${within}`], type: 'DoS' };
}
