/** A register as `info registers` prints it. */
export interface Register {
  readonly name: string;
  /** Hexadecimal, without `0x`, as QEMU prints it. */
  readonly value: string;
}

/** Names of the program counter in `info registers` of the targets that QEMU has. */
const PROGRAM_COUNTERS = ['RIP', 'EIP', 'PC', 'pc', 'PSW.addr', 'R15', 'NIP', 'IAOQ', 'CPC'];

/**
 * Reads `info registers`, whose form is each target's own: `EAX=00000000`, `X00=0000…`, `pc       0000…`,
 * `ES =0000 00000000 …` (segments: the first number, the selector).
 */
export function parseRegisters(text: string): readonly Register[] {
  const found = new Map<string, string>();
  const keep = (name: string, value: string): void => {
    if (!found.has(name)) found.set(name, value);
  };
  for (const [, name = '', value = ''] of text.matchAll(/([A-Za-z][\w/]*) *= *([0-9a-f]+)\b/g))
    keep(name, value);
  // s390x has its program counter in the middle of a sentence.
  const psw = /\bPSW=mask ([0-9a-f]+) addr ([0-9a-f]+)/.exec(text);
  if (psw) {
    keep('PSW.mask', psw[1] ?? '');
    keep('PSW.addr', psw[2] ?? '');
  }
  // A PC's instruction pointer counts from the base of its code segment: `CS =f000 ffff0000 …`.
  const base = /\bCS =[0-9a-f]{4} ([0-9a-f]+)/.exec(text)?.[1];
  if (base !== undefined) keep('CS.base', base);
  // Its interrupt table has a size, too: `IDT=     000000000010010a 000000ff`.
  const limit = /\bIDT= +[0-9a-f]+ ([0-9a-f]{8})\b/.exec(text)?.[1];
  if (limit !== undefined) keep('IDT.limit', limit);
  // RISC-V has no "=": a name, spaces, and eight or sixteen digits.
  for (const [, name = '', value = ''] of text.matchAll(
    /(?:^|\s)([a-z][\w/]*) +([0-9a-f]{8}(?:[0-9a-f]{8})?)(?=\s|$)/gm,
  ))
    keep(name, value);
  return [...found].map(([name, value]) => ({ name, value }));
}

/**
 * The address of the next instruction, by the registers; undefined for a target that gives them other names.
 * On a PC in real mode that is not the instruction pointer alone.
 */
export function programCounter(registers: readonly Register[]): bigint | undefined {
  const found = PROGRAM_COUNTERS.map((name) => registerValue(registers, name)).find(
    (value) => value !== undefined,
  );
  return found === undefined ? undefined : found + (registerValue(registers, 'CS.base') ?? 0n);
}

/** What is in a register; undefined when there is none of that name. */
export function registerValue(registers: readonly Register[], wanted: string): bigint | undefined {
  const value = registers.find(({ name }) => name === wanted)?.value;
  return value === undefined ? undefined : BigInt(`0x${value}`);
}
