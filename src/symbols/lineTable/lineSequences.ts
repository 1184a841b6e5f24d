import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ElfFile, type ElfSection, RELOCATABLE } from '../elf';
import { DataReader } from './dataReader';
import { debugSection } from './debugSections';
import { type LineSequence, sequencesOf } from './lineProgram';
import { readUnit } from './unitHeader';

/** Rows between two turns of the event loop: some ten milliseconds. */
const ROWS_A_TURN = 100_000;
/** `SHF_EXECINSTR`. */
const EXECUTABLE = 4n;

/**
 * All the code of a file that has lines, from its `.debug_line`. Sequences for code that the linker has thrown away, which
 * are still there, are left out. Of a relocatable file, such as a kernel module, the code of `.text`, from 0 on.
 * @throws {ElfError}; `signal.reason` on abort.
 */
export async function* lineSequences(elf: ElfFile, signal: AbortSignal): AsyncGenerator<LineSequence> {
  const lines = await debugSection(elf, '.debug_line', signal);
  const texts = {
    lineTexts: await debugSection(elf, '.debug_line_str', signal),
    texts: await debugSection(elf, '.debug_str', signal),
  };
  const isModule = elf.header.type === RELOCATABLE;
  const code = (await elf.sections()).filter(
    ({ flags, name }) => (flags & EXECUTABLE) !== 0n && (!isModule || name === '.text'),
  );
  const reader = new DataReader(lines, elf.header.littleEndian);
  let rows = 0;
  while (!reader.isAtEnd) {
    const unit = readUnit(reader, texts);
    for (const sequence of unit ? sequencesOf(unit) : []) {
      if (isInside(code, sequence)) yield sequence;
      rows += sequence.rows.length;
      if (rows < ROWS_A_TURN) continue;
      rows = 0;
      await nextTurn();
      signal.throwIfAborted();
    }
  }
}

const isInside = (code: readonly ElfSection[], { start, length }: LineSequence): boolean =>
  code.some(({ address, size }) => start >= address && start + BigInt(length) <= address + size);
