import { readBareFrame } from '../frames/bareFrame';
import { plainRecogniser } from '../plain/plainRecogniser';
import { titleOf } from '../text/title';

/** The panic of the sample guest that this extension ships (media/guest/panic.c). */
export const sampleGuestRecogniser = plainRecogniser({
  system: 'sample',
  rules: [
    {
      triggers: ['*** PANIC: '],
      begins: /^\*\*\* PANIC: (.{1,200})$/,
      name: ({ found }, { lines, registers, frames: [first, ...callers] }) => ({
        title: titleOf(`PANIC: ${(found[1] ?? '').replace(/ \(vector .*$/, '')}`),
        type: 'DoS',
        // Its own panic is a software interrupt, which is behind its instruction when it is taken.
        frames: first ? [isFault(found) ? { ...first, exact: true } : first, ...callers] : [],
        registers: [...registers, ...lines.flatMap(({ text }) => namedRegisters(text))],
      }),
    },
  ],
  readFrame: readBareFrame,
  parts: /^(?:eip|eax|esi) [0-9a-f]{8} |^backtrace|^halted/,
  last: /^halted|^System halted/,
  patience: 3,
});

/** A vector is named where the processor gave up. */
const isFault = ([, words = '']: RegExpExecArray): boolean => words.includes(' (vector ');

const REGISTER = /\b([a-z]{2,6}) ([0-9a-f]{4,8})\b/g;

function namedRegisters(text: string): readonly { name: string; value: string }[] {
  if (!/^e(?:ip|ax|si) /.test(text)) return [];
  return [...text.matchAll(REGISTER)].map(([, name = '', value = '']) => ({ name, value }));
}
