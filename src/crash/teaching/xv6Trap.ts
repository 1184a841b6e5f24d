import { plainRecogniser } from '../plain/plainRecogniser';
import { registersOf } from './xv6Panic';

/** A trap of a program that xv6 ends for it. */
export const xv6TrapRecogniser = plainRecogniser({
  system: 'xv6',
  rules: [
    {
      triggers: ['usertrap(): unexpected scause'],
      begins: /^usertrap\(\): unexpected scause (?:0x)?([0-9a-f]{1,16}) pid=(\d{1,10})/,
      name: ({ found }, { lines }) => ({
        title: `usertrap(): unexpected scause 0x${BigInt(`0x${found[1] ?? '0'}`).toString(16)}`,
        type: '',
        tasks: [{ pid: Number(found[2]) }],
        registers: lines.flatMap(({ text }) => registersOf(text)),
      }),
    },
    {
      triggers: [': trap '],
      begins:
        /^pid (\d{1,10}) (\S{1,16}): trap (\d{1,3}) err -?\d{1,10} on cpu (\d{1,4}) eip 0x([0-9a-f]{1,8}) addr 0x([0-9a-f]{1,8})--kill proc/,
      name: ({ found, line: { text, start, end } }) => ({
        title: `trap ${found[3] ?? ''} in ${found[2] ?? ''}`,
        type: '',
        tasks: [{ name: found[2] ?? '', pid: Number(found[1]), cpu: Number(found[4]) }],
        frames: [{ raw: text, start, end, address: found[5] ?? '', exact: true }],
        registers: [{ name: 'cr2', value: found[6] ?? '' }],
      }),
    },
  ],
  readFrame: () => undefined,
  parts: /^ {1,12}sepc[ =]/,
  patience: 1,
});
