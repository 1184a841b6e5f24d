import type { AdoptedSemihosting } from '../adopt/adopted';
import { escapeCommas } from '../options/list';
import type { ResolvedSemihosting } from '../resolved';
import type { MachineConfiguration } from '../types';

/**
 * QEMU's own choice, `auto`, hands the calls to a debugger when one is connected: then nothing is printed under F5 that
 * is printed without.
 */
const TARGET = 'native';

/** What `semihosting` or `args` ask for; undefined when neither does. */
export function resolveSemihosting(
  written: MachineConfiguration['semihosting'],
  adopted: AdoptedSemihosting | undefined,
): ResolvedSemihosting | undefined {
  if (adopted) return adopted.enabled ? fromOptions(adopted) : undefined;
  if (written === undefined || written === false) return undefined;
  const { target = TARGET, userspace, arguments: args = [] } = written === true ? {} : written;
  return {
    target,
    options: [
      ...(userspace === undefined ? [] : [`userspace=${userspace ? 'on' : 'off'}`]),
      ...args.map((argument) => `arg=${escapeCommas(argument)}`),
    ],
  };
}

function fromOptions({ target = TARGET, chardev, rest }: AdoptedSemihosting): ResolvedSemihosting {
  return { target, options: rest, ...(chardev !== undefined && { chardev }) };
}
