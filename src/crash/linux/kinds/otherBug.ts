import type { LinuxKind } from '../kind';

/**
 * Whatever else the kernel calls a bug: the line is the title. A program may print the same, so it takes the kernel's time stamp,
 * or a stack behind it.
 */
export const otherBug: LinuxKind = {
  triggers: ['BUG: '],
  begins: /^(?:\w{1,20}: )?(BUG: [A-Za-z_].{3,200})$/,
  follows: true,
  name: ({ line, found }, facts) => {
    const hasStack = facts.stacks.some(({ kind, frames }) => kind === 'call' && frames.length > 0);
    if (line.time === undefined && !hasStack) return undefined;
    return { title: found[1] ?? '', type: '', blame: 'none', plain: true };
  },
};
