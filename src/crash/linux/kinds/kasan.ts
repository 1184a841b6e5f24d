import { blame, namedBlame } from '../blame';
import type { LinuxFacts, Stack } from '../facts';
import type { LinuxKind, Naming } from '../kind';

const ACCESS = /^(Read|Write) (?:of size \d|at addr)/;
const FREE = /^(?:double-free or invalid-free|double-free|invalid-free)$/;

export const kasan: LinuxKind = {
  triggers: ['BUG: KASAN: '],
  begins: /BUG: KASAN: ([a-z-]{1,40}(?: or [a-z-]{1,40})?)(?: in (?:([^+ ]{1,200})\+0x)?| on | at |$)/,
  name({ found, line }, facts): Naming {
    const fault = found[1] ?? '';
    const own = ownStack(facts);
    const guilty = (own && blame({ ...facts, stacks: [own] }, ['all'])) ?? namedBlame(found[2]);
    const missing = own ? {} : { missing: 'The stack of the access is missing.' };
    if (FREE.test(fault)) {
      return {
        title: 'KASAN: invalid-free',
        families: ['invalid-free'],
        type: 'KASAN-INVALID-FREE',
        blame: guilty,
        ...missing,
      };
    }
    const access = accessOf(facts);
    if (!access)
      return {
        title: line.text.slice(5 + found.index),
        type: 'KASAN-READ',
        blame: 'none',
        plain: true,
        missing: 'It does not say whether it was a read or a write.',
      };
    if (found[2] === undefined && / on address/.test(line.text)) {
      return {
        title: `KASAN: ${fault} ${access}`,
        type: typeOf(fault, access),
        blame: guilty ?? 'none',
        ...missing,
      };
    }
    return {
      title: `KASAN: ${fault} ${access}`,
      families: ['bad-access'],
      type: typeOf(fault, access),
      blame: guilty,
      ...missing,
    };
  },
};

function typeOf(fault: string, access: string): string {
  const way = access.toUpperCase();
  return fault.endsWith('use-after-free') ? `KASAN-USE-AFTER-FREE-${way}` : `KASAN-${way}`;
}

function accessOf({ lines }: LinuxFacts): string | undefined {
  for (const { text } of lines.slice(0, 12)) {
    const access = ACCESS.exec(text)?.[1];
    if (access !== undefined) return access;
  }
  return undefined;
}

/** The stack that leads to the sanitizer: with mixed lines, the first one may be that of another report. */
function ownStack({ stacks }: LinuxFacts): Stack | undefined {
  return stacks.find(
    ({ kind, frames }) =>
      kind === 'call' &&
      frames.some(({ symbol, doubtful }) => doubtful !== true && SANITIZER.test(symbol ?? '')),
  );
}

const SANITIZER = /^(?:__)?k?asan_|^kasan|^print_(?:address_description|report)|^__do_kernel_fault/;
