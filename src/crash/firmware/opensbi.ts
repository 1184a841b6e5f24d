import { plainRecogniser } from '../plain/plainRecogniser';
import { findIn } from '../plain/describe';
import type { PlainFacts } from '../plain/plainSystem';
import type { CrashFrame } from '../report';

/** `mcause`, in words: the RISC-V privileged specification, table of exceptions. */
const CAUSES: Readonly<Record<number, string>> = {
  0: 'instruction address misaligned',
  1: 'instruction access fault',
  2: 'illegal instruction',
  3: 'breakpoint',
  4: 'load address misaligned',
  5: 'load access fault',
  6: 'store address misaligned',
  7: 'store access fault',
  12: 'instruction page fault',
  13: 'load page fault',
  15: 'store page fault',
};

/** Traps in OpenSBI that it has no handler for. */
export const opensbiRecogniser = plainRecogniser({
  system: 'opensbi',
  rules: [
    {
      triggers: ['sbi_trap_error: hart'],
      begins: /^sbi_trap_error: hart(\d{1,5}): (?:trap\d{1,3}: )?(.{1,100}) \(error -?\d{1,6}\)/,
      name({ found }, facts) {
        const cause = causeOf(facts);
        return {
          title: `OpenSBI: ${found[2] ?? ''}${cause === undefined ? '' : `: ${cause}`}`,
          type: 'DoS',
          tasks: [{ cpu: Number(found[1]) }],
          frames: counterOf(facts),
        };
      },
    },
  ],
  readFrame: () => undefined,
  parts: /^sbi_trap_error: /,
  joins: /^sbi_trap_error: /,
  patience: 2,
});

function causeOf(facts: PlainFacts): string | undefined {
  const cause = findIn(facts, /mcause=0x([0-9a-f]{1,16})/)?.[1];
  return cause === undefined ? undefined : CAUSES[parseInt(cause, 16)];
}

function counterOf({ lines }: PlainFacts): readonly CrashFrame[] {
  return lines.flatMap(({ text, start, end }) => {
    const address = /mepc=0x([0-9a-f]{1,16})/.exec(text)?.[1];
    return address === undefined ? [] : [{ raw: text, start, end, address, exact: true }];
  });
}
