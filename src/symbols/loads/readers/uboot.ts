import { HEX, hexNumber, type LoadEvent, type LoadReader, slideBetween, type Where } from '../load';

/** `U-Boot 2025.01 (Jan 06 2025 - 19:23:20 +0000)`, also of its first stages. */
const BANNER = /^U-Boot (?:SPL |TPL )?20\d\d\.\d\d/;
/** `bdinfo`, and what it prints on its way when it was built with DEBUG. */
const TOLD: readonly (readonly [RegExp, (value: bigint) => Where])[] = [
  [new RegExp(`^reloc off +[=:] ${HEX}`), (slide) => ({ slide })],
  [new RegExp(`Relocation Offset is: ${HEX}`), (slide) => ({ slide })],
  [new RegExp(`^relocaddr +[=:] ${HEX}`), (base) => ({ base })],
  [new RegExp(`^Relocating to ${HEX}, new gd`), (base) => ({ base })],
];

/**
 * The program counter of an exception, before and after what it was moved by is taken off, in whichever order.
 * arm64: `elr: …` with `(reloc)`; arm: `pc : [<…>]`, `reloc pc : [<…>]`; RISC-V: `EPC: …` with `reloc adjusted`;
 * x86: `EIP: 0010:[<…>]`, `Original EIP :[<…>]`.
 */
const LINKED = [
  /^elr: ([0-9a-f]{8,16}) lr : [0-9a-f]{8,16} \(reloc\)/,
  /^reloc pc : \[<([0-9a-f]{8,16})>\]/,
  /^EPC: ([0-9a-f]{8,16}) .{0,80}reloc adjusted/,
  /^Original [ER]IP ?: ?\[<([0-9a-f]{8,16})>\]/,
];
const RUNNING = [
  /^elr: ([0-9a-f]{8,16}) lr : [0-9a-f]{8,16}$/,
  /^pc : \[<([0-9a-f]{8,16})>\]/,
  /^EPC: ([0-9a-f]{8,16}) RA: [0-9a-f]{8,16} TVAL:/,
  /^[ER]IP: [0-9a-f]{4}:\[<([0-9a-f]{8,16})>\]/,
];

/** U-Boot, which moves itself to the end of memory. */
export const uboot = (): LoadReader => new UBootReader();

class UBootReader implements LoadReader {
  readonly triggers = ['U-Boot ', 'reloc', 'Reloc', 'elr: ', 'pc : ', 'EPC: ', 'IP: ', 'Original '];
  private linked: bigint | undefined;
  private running: bigint | undefined;

  read(line: string): LoadEvent | undefined {
    if (BANNER.test(line)) {
      this.linked = this.running = undefined;
      return { event: 'forget', kinds: ['uboot'] };
    }
    for (const [pattern, where] of TOLD) {
      const found = pattern.exec(line);
      if (found) return loaded(where(hexNumber(found[1])));
    }
    return this.readException(line);
  }

  private readException(line: string): LoadEvent | undefined {
    const linked = firstOf(LINKED, line);
    if (linked !== undefined) this.linked = linked;
    else this.running = firstOf(RUNNING, line) ?? this.running;
    if (this.linked === undefined || this.running === undefined) return undefined;
    const where = slideBetween(this.running, this.linked);
    this.linked = this.running = undefined;
    return loaded(where);
  }
}

const loaded = (where: Where): LoadEvent => ({
  event: 'loaded',
  loads: [{ kind: 'uboot', name: 'u-boot', where }],
});

function firstOf(patterns: readonly RegExp[], line: string): bigint | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(line);
    if (found) return hexNumber(found[1]);
  }
  return undefined;
}
