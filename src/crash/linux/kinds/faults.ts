import { blame } from '../blame';
import { hasCalls, type LinuxFacts } from '../facts';
import type { LinuxKind, Naming } from '../kind';
import { blameStall } from '../stalls';

const FAULT = ['programCounter', 'call', 'header'] as const;

function fault(facts: LinuxFacts, title: string, type: string, families: readonly string[] = []): Naming {
  return { title, type, families, blame: blame(facts, FAULT), ...withoutStack(facts) };
}

/** A stack overflows somewhere in a recursion, each time elsewhere: as with a stall, the operation is to blame. */
function overflow(facts: LinuxFacts, title: string, type: string): Naming {
  return { title, type, families: ['stack-overflow'], blame: blameStall(facts) ?? blame(facts, FAULT) };
}

/** A register dump without a stack behind it was cut off. */
function withoutStack(facts: LinuxFacts): { missing?: string } {
  return hasCalls(facts) ? {} : { missing: 'The stack is missing.' };
}

/** Exceptions of the processor in the kernel. */
export const faultKinds: readonly LinuxKind[] = [
  {
    triggers: ['kernel NULL pointer dereference', 'Unable to handle kernel access to user'],
    begins: /(?:BUG: |BUG: unable to handle |Unable to handle )kernel NULL pointer dereference/,
    name: (_, facts) =>
      fault(facts, 'BUG: unable to handle kernel NULL pointer dereference', 'NULL-POINTER-DEREFERENCE', [
        'bad-access',
      ]),
  },
  {
    triggers: ['kernel paging request', 'unable to handle page fault', 'BUG: unable to handle kernel'],
    begins:
      /(?:BUG: unable to handle (?:kernel paging request|page fault)|Unable to handle kernel paging request)/,
    name: (_, facts) =>
      fault(facts, 'BUG: unable to handle kernel paging request', 'MEMORY_SAFETY_BUG', ['bad-access']),
  },
  {
    triggers: ['access to user memory'],
    begins: /Unable to handle kernel access to user memory/,
    name: (_, facts) =>
      fault(facts, 'BUG: unable to handle kernel access to user memory', '', ['bad-access']),
  },
  {
    triggers: ['BUG: unable to handle kernel'],
    begins: /BUG: unable to handle kernel(?! (?:paging|NULL))/,
    name: () => ({
      title: 'BUG: unable to handle kernel',
      type: '',
      blame: 'none',
      missing: 'Another line breaks off the first one.',
    }),
  },
  {
    triggers: ['general protection fault'],
    begins: /^(?:\S{1,40}: )?(?:Oops: )?general protection fault[:, ]/,
    name: (_, facts) => fault(facts, 'general protection fault', 'DoS', ['bad-access']),
  },
  {
    triggers: [
      'divide error: ',
      'divide_error: ',
      'int3: ',
      'invalid opcode: ',
      'stack segment: ',
      'bounds: ',
      'alignment check: ',
      'coprocessor segment',
      'invalid TSS',
    ],
    begins:
      /^(?:Oops: )?(divide[ _]error|int3|invalid opcode|stack segment|bounds|alignment check|invalid TSS): (?:0000|maybe|[0-9a-f]{4})/,
    follows: true,
    name: ({ found }, facts) => fault(facts, (found[1] ?? '').replace('_', ' '), 'DoS'),
  },
  {
    triggers: ['PANIC: double fault', 'traps: PANIC'],
    begins: /PANIC: double fault/,
    name: (_, facts) => fault(facts, 'PANIC: double fault', 'DoS'),
  },
  {
    triggers: ['Insufficient stack space to handle exception', 'kernel stack overflow'],
    begins: /Insufficient stack space to handle exception|[Kk]ernel stack overflow \(/,
    name: (_, facts) => overflow(facts, 'kernel stack overflow', 'DoS'),
  },
  {
    triggers: ['stack guard page was hit'],
    absorbs: /kernel stack overflow|PANIC: double fault/,
    begins: /BUG: (?:stack guard page was hit|.{1,40} stack guard page was hit)/,
    name: (_, facts) => overflow(facts, 'BUG: stack guard page was hit', ''),
  },
  {
    triggers: ['Unhandled fault: ', 'Unhandled prefetch abort: ', 'Alignment trap: not handling'],
    absorbs: /^Unhandled fault/,
    begins: /^(Unhandled fault|Unhandled prefetch abort|Alignment trap)(?:: | at )/,
    name: ({ found }, facts) => fault(facts, found[1] ?? '', 'DoS', ['bad-access']),
  },
  {
    triggers: ['Internal error: ', 'Oops - ', 'Oops: ', 'Oops [#', 'Kernel access of bad area'],
    begins: /^(Internal error)(?:: )|^(Oops)(?: - |: | \[#)/,
    follows: true,
    name: ({ found }, facts) => fault(facts, found[1] ?? found[2] ?? '', 'DoS', ['bad-access']),
  },
];
