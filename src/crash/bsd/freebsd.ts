import type { CrashFrame } from '../report';
import type { PlainFacts, PlainNaming, PlainRule } from '../plain/plainSystem';
import { titleOf } from '../text/title';
import { guiltyOf } from './skip';

const TRAP = /^(?:login: )?(Fatal (?:double fault|trap \d{1,3}: .{1,80}?))(?: while in (\w{1,10}) mode)?$/;

/** A trap in the kernel, which a panic of the same name follows. */
export const freebsdTrap: PlainRule = {
  triggers: ['Fatal trap ', 'Fatal double fault'],
  begins: TRAP,
  name({ found }, facts): PlainNaming {
    const words = titleOf(found[1] ?? '');
    const guilty = guiltyOf(behindTrap(facts));
    const mode = found[2] === undefined ? '' : ` while in ${found[2]} mode`;
    if (!guilty?.symbol)
      return { system: 'freebsd', title: `${words}${mode}`, type: '', corrupted: 'The stack is missing.' };
    const titles = [`${words} in ${guilty.symbol}`, `${words}${mode} in ${guilty.symbol}`];
    return { system: 'freebsd', title: titles[0] ?? '', altTitles: titles, type: '', guilty };
  },
};

/** The calls before the trap, which is not their fault. */
function behindTrap({ lines, frames }: PlainFacts): readonly CrashFrame[] {
  const trap = lines.find(({ text }) => text.startsWith('--- trap '));
  return trap ? frames.filter(({ start }) => start > trap.start) : frames;
}

/** A panic that names itself. */
export function nameFreebsdPanic(words: string, facts: PlainFacts): PlainNaming {
  const guilty = guiltyOf(facts.frames);
  const title = titleOf(`panic: ${words}`);
  return {
    system: 'freebsd',
    title,
    ...(guilty?.symbol === undefined ? {} : { altTitles: [`${title} in ${guilty.symbol}`], guilty }),
    type: 'DoS',
  };
}
