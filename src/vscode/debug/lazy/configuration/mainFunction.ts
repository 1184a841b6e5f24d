import { withElf } from '../../../../symbols/elf';

/** What the first function in C or Rust is called, the most telling first. */
const NAMES = ['main', 'kmain', 'kernel_main', 'start_kernel'];
const FUNCTION = 2;
/** A kernel has some hundred thousand; a person waits. */
const MOST_SYMBOLS = 500_000;

/**
 * The function in which a debug session that nobody has configured stops first.
 * @param path The file with the symbols, absolute.
 * @returns undefined when it has none of that name, or cannot be read.
 */
export async function mainFunctionOf(path: string): Promise<string | undefined> {
  const found = new Set<string>();
  try {
    await withElf(path, async (elf) => {
      let count = 0;
      for await (const { name, type, section } of elf.symbols(undefined, 'global')) {
        if (type === FUNCTION && section !== 0 && NAMES.includes(name)) found.add(name);
        if (++count > MOST_SYMBOLS) break;
      }
    });
  } catch {
    // What is wrong with the file is said when it is debugged.
  }
  return NAMES.find((name) => found.has(name));
}
