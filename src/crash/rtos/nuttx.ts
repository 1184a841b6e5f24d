import type { ConsoleLine } from '../console/consoleLine';
import { readAddressList } from '../frames/bareFrame';
import { readRegisters } from '../frames/registers';
import { baseName } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainNaming } from '../plain/plainSystem';

const ASSERTION =
  /(?:up_assert|_assert|dump_assert_info): Assertion failed ?(.{0,80}?)(?: at |: at )file: ?([\w./+-]{1,200}?)(?::| line: )(\d{1,7}) task(?:\(CPU\d{1,3}\))?: (\S{1,64})/;
const BACKTRACE = /sched_dumpstack: backtrace\| ?\d{1,6}: /;

/** Failed assertions of NuttX; its faults end in one, too. */
export const nuttxRecogniser = plainRecogniser({
  system: 'nuttx',
  rules: [
    {
      triggers: ['Assertion failed'],
      begins: ASSERTION,
      name({ found }, { lines }): PlainNaming {
        const [, words = '', file = '', line = '', task = ''] = found;
        const reason = words.replace(/:$/, '').trim();
        return {
          title: `NuttX: Assertion failed${reason === '' ? '' : ` ${reason}`} in ${baseName(file)}`,
          type: 'DoS',
          file,
          line: Number(line),
          tasks: [{ name: task }],
          frames: lines.flatMap((at) => readAddressList(at, BACKTRACE)),
          registers: lines.flatMap(({ text }) => readRegisters(text)),
        };
      },
    },
  ],
  readFrame: (_line: ConsoleLine) => undefined,
  parts:
    /^(?:\[ {0,4}\d[^\]]{0,20}\] )?(?:up_|arm_|riscv_|xtensa_|dump_|_assert|sched_dump|stack_dump|backtrace)\w{0,40}:/,
  patience: 3,
});
