/** A register as a stub's target description has it. */
export interface RegisterLayout {
  readonly name: string;
  readonly bytes: number;
}

/** Names in 32-bit code and in 64-bit code, in the order of GDB's `org.gnu.gdb.i386.core`. */
const GENERAL = [
  ['eax', 'rax', 'int32'],
  ['ecx', 'rcx', 'int32'],
  ['edx', 'rdx', 'int32'],
  ['ebx', 'rbx', 'int32'],
  ['esp', 'rsp', 'data_ptr'],
  ['ebp', 'rbp', 'data_ptr'],
  ['esi', 'rsi', 'int32'],
  ['edi', 'rdi', 'int32'],
  ['eip', 'rip', 'code_ptr'],
  ['eflags', 'eflags', 'int32'],
  ...['cs', 'ss', 'ds', 'es', 'fs', 'gs'].map((name) => [name, name, 'int32'] as const),
] as const;
const FLOATS = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => `st${index}`);
const CONTROL = ['fctrl', 'fstat', 'ftag', 'fiseg', 'fioff', 'foseg', 'fooff', 'fop'];
const VECTORS = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => `xmm${index}`);
const SYSTEM = ['cr0', 'cr2', 'cr3', 'cr4', 'efer'];

interface Narrow {
  readonly name: string;
  /** The register of the 64-bit stub that it is the lower part of. */
  readonly wide: string;
  readonly bytes: number;
  readonly type: string;
}

const REGISTERS: readonly Narrow[] = [
  ...GENERAL.map(([name, wide, type]) => ({ name, wide, bytes: 4, type })),
  ...FLOATS.map((name) => ({ name, wide: name, bytes: 10, type: 'i387_ext' })),
  ...CONTROL.map((name) => ({ name, wide: name, bytes: 4, type: 'int' })),
  ...VECTORS.map((name) => ({ name, wide: name, bytes: 16, type: 'vec128' })),
  { name: 'mxcsr', wide: 'mxcsr', bytes: 4, type: 'int' },
  ...SYSTEM.map((name) => ({ name, wide: name, bytes: 4, type: 'int32' })),
];

/** Reads the registers out of a target description, in order of their numbers. Some of QEMU's are commented out. */
export function readLayout(xml: string): RegisterLayout[] {
  return [...xml.replace(/<!--[^]*?-->/g, '').matchAll(/<reg\b[^>]*>/g)].map(([tag]) => ({
    name: /\bname="([^"]+)"/.exec(tag)?.[1] ?? '',
    bytes: Number(/\bbitsize="(\d+)"/.exec(tag)?.[1]) / 8,
  }));
}

/**
 * Shows the registers of a 64-bit PC as those of a 32-bit one. A stub describes its processor once and for all, as a
 * 64-bit one where QEMU emulates one, and GDB then understands neither the frames nor the variables of a 32-bit
 * program, which such a processor runs as well.
 */
export class X86Narrowing {
  private readonly offsets = new Map<
    string,
    { readonly number: number; readonly at: number; readonly bytes: number }
  >();
  private readonly registers: readonly Narrow[];

  /** @param layout The registers of the stub. @throws when they are not those of a 64-bit PC. */
  constructor(layout: readonly RegisterLayout[]) {
    let at = 0;
    for (const [number, { name, bytes }] of layout.entries()) {
      this.offsets.set(name, { number, at, bytes });
      at += bytes;
    }
    if (!this.offsets.has('rip')) throw new Error('QEMU’s stub does not describe a 64-bit PC.');
    this.registers = REGISTERS.filter(({ wide }) => this.offsets.has(wide));
  }

  /** The description of the 32-bit processor. */
  get description(): string {
    const line = ({ name, bytes, type }: Narrow): string =>
      `<reg name="${name}" bitsize="${bytes * 8}" type="${type}"${CONTROL.includes(name) ? ' group="float"' : ''}/>`;
    const sse = this.registers.filter(({ name }) => VECTORS.includes(name) || name === 'mxcsr');
    const core = this.registers.filter(
      (register) => !sse.includes(register) && !SYSTEM.includes(register.name),
    );
    const system = this.registers.filter(({ name }) => SYSTEM.includes(name));
    return [
      '<?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd"><target version="1.0">',
      '<architecture>i386</architecture>',
      '<feature name="org.gnu.gdb.i386.core">',
      ...core.map(line),
      '</feature><feature name="org.gnu.gdb.i386.sse">',
      '<vector id="v16i8" type="int8" count="16"/><vector id="v8i16" type="int16" count="8"/>',
      '<vector id="v4i32" type="int32" count="4"/><vector id="v2i64" type="int64" count="2"/>',
      '<vector id="v4f" type="ieee_single" count="4"/><vector id="v2d" type="ieee_double" count="2"/>',
      '<union id="vec128"><field name="v4_float" type="v4f"/><field name="v2_double" type="v2d"/>',
      '<field name="v16_int8" type="v16i8"/><field name="v8_int16" type="v8i16"/>',
      '<field name="v4_int32" type="v4i32"/><field name="v2_int64" type="v2i64"/>',
      '<field name="uint128" type="uint128"/></union>',
      ...sse.map(line),
      '</feature><feature name="org.qemu.gdb.i386.system">',
      ...system.map(line),
      '</feature></target>',
    ].join('');
  }

  /** The stub's number for one of our registers; undefined when there is none. */
  numberOf(number: number): number | undefined {
    const register = this.registers[number];
    return register && this.offsets.get(register.wide)?.number;
  }

  /** One register as the stub gives it, cut to our size. Little-endian, so that the lower part comes first. */
  narrow(number: number, value: string): string {
    return value.slice(0, (this.registers[number]?.bytes ?? 0) * 2);
  }

  /** One register of ours, filled up to the stub's size. */
  widen(number: number, value: string): string {
    const { wide = '' } = this.registers[number] ?? {};
    return value.padEnd((this.offsets.get(wide)?.bytes ?? 0) * 2, '0');
  }

  /** The answer to `g`. */
  narrowAll(values: string): string {
    return this.registers
      .map(({ wide, bytes }) => {
        const at = (this.offsets.get(wide)?.at ?? 0) * 2;
        return values.slice(at, at + bytes * 2);
      })
      .join('');
  }

  /** What `G` writes: our registers put into the stub's, whose upper parts become 0 if they are changed. */
  widenAll(values: string, ours: string): string {
    let result = values;
    let from = 0;
    for (const [number, { wide, bytes }] of this.registers.entries()) {
      const value = ours.slice(from, from + bytes * 2);
      from += bytes * 2;
      const place = this.offsets.get(wide);
      if (!place || value.length < bytes * 2) continue;
      const at = place.at * 2;
      if (result.slice(at, at + bytes * 2) === value) continue;
      const full = this.widen(number, value);
      result = result.slice(0, at) + full + result.slice(at + full.length);
    }
    return result;
  }
}
