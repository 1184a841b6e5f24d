import type { ElfSection } from '../../../symbols/elf';

/** `SHF_ALLOC` and `SHF_EXECINSTR` of a section. */
const LOADED = 2n;
const EXECUTABLE = 4n;
/** Sections that the kernel makes larger when it loads a module (arm, arm64, riscv): what follows them lies anywhere. */
const RESIZED = /^\.(?:init\.)?plt$|^\.got|^\.text\.ftrace_trampoline$/;
const INIT = /^\.init/;
/**
 * Where GDB is told that everything else lies: nowhere. Without it GDB puts each section at an address near 0, where a user's program
 * may be. No processor has memory there, in 64 bits or in 32.
 */
const NOWHERE = { is64: 0xdead_0000_0000_0000n, is32: 0xdead_0000n };
const PAGE = 0x1000n;

/**
 * Where the sections of a kernel module lie, as options of GDB's `add-symbol-file`. The kernel lays its code out one section after the
 * other, in the order of the file, from where it says that the module is (`layout_sections` in kernel/module/main.c); its
 * data is elsewhere, and what only its start needs is gone by then.
 * @param start What /proc/modules says.
 * @returns undefined when the code's place does not follow from that.
 */
export function moduleSections(
  start: bigint,
  sections: readonly ElfSection[],
  is64: boolean,
): string | undefined {
  const loaded = sections.filter(({ flags, size }) => (flags & LOADED) !== 0n && size > 0n);
  const places = codePlaces(start, loaded);
  if (!places.has('.text')) return undefined;
  let nowhere = is64 ? NOWHERE.is64 : NOWHERE.is32;
  const options = loaded.map(({ name, size }) => {
    const known = places.get(name);
    if (known === undefined) nowhere += (size / PAGE + 1n) * PAGE;
    return ` -s ${name} 0x${(known ?? nowhere).toString(16)}`;
  });
  return options.join('');
}

function codePlaces(start: bigint, loaded: readonly ElfSection[]): Map<string, bigint> {
  const places = new Map<string, bigint>();
  let next = start;
  for (const { name, flags, size, alignment } of loaded) {
    if (RESIZED.test(name)) break;
    if ((flags & EXECUTABLE) === 0n || INIT.test(name)) continue;
    const unit = alignment > 1n ? alignment : 1n;
    const address = ((next + unit - 1n) / unit) * unit;
    places.set(name, address);
    next = address + size;
  }
  return places;
}
