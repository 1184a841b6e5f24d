import { readBareFrame } from '../frames/bareFrame';
import { findIn, baseName } from '../plain/describe';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { PlainFacts, PlainNaming } from '../plain/plainSystem';
import type { CrashFrame } from '../report';

/**
 * Where it was and where that was called from, as it runs. U-Boot has moved itself, and some boards print both places
 * again in the coordinates of the ELF file: those lines say how far it was moved, and have a word more than these.
 */
const PLACES =
  /^elr: ([0-9a-f]{16}) (lr : ([0-9a-f]{16}))$|^pc : \[<([0-9a-f]{8,16})>\]\s{1,4}(lr : \[<([0-9a-f]{8,16})>\])|^EPC: ([0-9a-f]{8,16}) (RA: ([0-9a-f]{8,16})) TVAL|^[ER]IP: 0010:\[<([0-9a-f]{8,16})>\]/;

function placesOf({ lines }: PlainFacts): readonly CrashFrame[] {
  for (const { text, start, end } of lines) {
    const found = PLACES.exec(text);
    if (!found) continue;
    const [, elr, lr, lrAt, pc, link, linkAt, epc, ra, raAt, eip] = found;
    const [address = '', raw, from] = [elr ?? pc ?? epc ?? eip, lr ?? link ?? ra, lrAt ?? linkAt ?? raAt];
    const counter = { raw: text.trim(), start, end, address, exact: true };
    // A function that calls others may have left its own address in that register.
    return from === undefined
      ? [counter]
      : [counter, { raw: raw ?? '', start, end, address: from, doubtful: true }];
  }
  return [];
}

function withPlaces(title: string, facts: PlainFacts): PlainNaming {
  return { title: `U-Boot: ${title}`, type: 'DoS', frames: [...placesOf(facts), ...facts.frames] };
}

/** Exceptions and failed checks of U-Boot, on ARM, arm64, RISC-V and x86. */
export const ubootRecogniser = plainRecogniser({
  system: 'uboot',
  rules: [
    {
      triggers: ['" handler, esr 0x'],
      begins: /^"(Synchronous Abort|Error|Irq|Fiq)" handler, esr 0x[0-9a-f]{1,16}/,
      name: ({ found }, facts) => withPlaces(found[1] ?? '', facts),
    },
    {
      triggers: ['data abort', 'prefetch abort', 'undefined instruction'],
      begins: /^(data abort|prefetch abort|undefined instruction)$/,
      name: ({ found }, facts) =>
        findIn(facts, /^pc : \[</) ? withPlaces(found[1] ?? '', facts) : undefined,
    },
    {
      triggers: ['Unhandled exception: '],
      begins: /^Unhandled exception: ([A-Za-z /]{3,40})$/,
      name: ({ found }, facts) => (findIn(facts, /^EPC: /) ? withPlaces(found[1] ?? '', facts) : undefined),
    },
    {
      triggers: ['Invalid Opcode', 'General Protection', 'Page Fault', 'Divide Error', 'Double Fault'],
      begins:
        /^((?:Invalid Opcode|General Protection|Page Fault|Divide Error|Double Fault)(?: \([A-Za-z -]{1,40}\))?)$/,
      name: ({ found }, facts) => (findIn(facts, /^EIP: /) ? withPlaces(found[1] ?? '', facts) : undefined),
    },
    {
      triggers: ['BUG at ', 'BUG: failure at '],
      begins: /^BUG(?:: failure)? at ([\w./+-]{1,200}):(\d{1,7})\/(\w{1,100})\(\)!/,
      name: ({ found }, facts) => ({
        ...withPlaces(`BUG at ${baseName(found[1] ?? '')} in ${found[3] ?? ''}`, facts),
        guiltyName: found[3] ?? '',
        file: found[1] ?? '',
        line: Number(found[2]),
      }),
    },
    {
      triggers: ['initcall sequence ', 'initcall failed at '],
      begins: /^initcall (?:sequence \S{1,20} )?failed at (?:call|event) \S{1,60} .{0,60}\(err=(-?\d{1,5})/,
      name: ({ found }, facts) => withPlaces(`initcall failed with ${found[1] ?? ''}`, facts),
    },
  ],
  readFrame: readBareFrame,
  parts:
    /^(?:elr: |x\d{1,2} ?: |pc : |reloc pc|sp : |r\d{1,2} ?: |Flags: |Code: |EPC: |\s{0,2}[a-z]{1,2}\d{0,2}: {1,2}[0-9a-f]{8}|EIP: |EAX: |ESI: |\s{0,2}DS: |CR0: |DR\d: |Stack:|Resetting CPU|resetting|### ERROR ###|ERROR: |BUG!|SP: |TVAL)/,
  last: /^### ERROR ### Please RESET/,
  patience: 3,
});
