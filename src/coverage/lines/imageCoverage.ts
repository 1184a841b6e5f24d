import { type ElfFile, RELOCATABLE, withElf } from '../../symbols/elf';
import { lineSequences, type LineRow, type LineSequence } from '../../symbols/lineTable';
import { type FunctionSymbol, FunctionTable } from '../../symbols/names/functionTable';
import { linkedAt } from '../../symbols/symbolizer/imageFacts';
import { offsetOf } from '../../symbols/symbolizer/linkedPlace';
import type { LoadedImage } from '../../symbols/images/loadedImages';
import { type FirstRuns, paged, type PagedAddress } from '../trace/firstRuns';
import type { CoveredLines } from './coveredLines';

/**
 * Adds what has run of one image.
 * @throws {ElfError}; the file system's error; `signal.reason` on abort.
 */
export async function addImage(
  into: CoveredLines,
  { file, where }: LoadedImage,
  runs: FirstRuns,
  signal: AbortSignal,
): Promise<void> {
  await withElf(file, async (elf) => {
    const slide = offsetOf(where, await linkedAt(elf));
    if (slide === undefined) return;
    const isModule = elf.header.type === RELOCATABLE;
    const section = isModule ? (await elf.sections()).findIndex(({ name }) => name === '.text') : 0;
    await new ImageCoverage(into, runs, slide, section).addAll(elf, signal);
  });
}

class ImageCoverage {
  constructor(
    private readonly into: CoveredLines,
    private readonly runs: FirstRuns,
    /** What is added to a linked address for the one in the guest. */
    private readonly slide: bigint,
    /** What functions are counted in, as {@link FunctionTable.at} has it. */
    private readonly section: number,
  ) {}

  async addAll(elf: ElfFile, signal: AbortSignal): Promise<void> {
    const functions = await FunctionTable.read(elf, signal);
    for await (const sequence of lineSequences(elf, signal)) {
      this.addLines(sequence);
      this.addFunctions(sequence, functions);
    }
  }

  private addLines(sequence: LineSequence): void {
    const begin = this.running(sequence.start);
    sequence.rows.forEach((row, index) => {
      const path = sequence.files[row.file];
      if (path === undefined || row.line === 0) return;
      const file = this.into.file(path);
      if (row.isStatement) this.into.spend(file.addStatement(row.line));
      // Of several rows at one address only the last has code.
      const end = sequence.rows[index + 1]?.offset ?? sequence.length;
      if (end === row.offset) return;
      this.into.spend(file.addCode(row.line, this.runs.firstIn(begin, row.offset, end)));
    });
  }

  /** A function is where the row is in which it begins. */
  private addFunctions({ start, length, rows, files }: LineSequence, functions: FunctionTable): void {
    let row = 0;
    for (const symbol of functions.between(start, start + BigInt(length), this.section)) {
      const offset = Number(symbol.address - start);
      while ((rows[row + 1]?.offset ?? Infinity) <= offset) row++;
      // Sizes are as the file says: none reaches beyond the code that it is in.
      const size = Math.min(length - offset, Number(symbol.size || (symbol.span ?? 0n)));
      this.addFunction(symbol, size, rows[row], files);
    }
  }

  private addFunction(
    { name, address }: FunctionSymbol,
    size: number,
    row: LineRow | undefined,
    files: readonly string[],
  ): void {
    const path = row && files[row.file];
    if (!row || path === undefined || row.line === 0 || size === 0) return;
    const firstRun = this.runs.firstIn(this.running(address), 0, size);
    this.into.file(path).addFunction({ name, line: row.line, firstRun });
  }

  private running(linked: bigint): PagedAddress {
    return paged(BigInt.asUintN(64, linked + this.slide));
  }
}
