import { withElf } from '../../symbols/elf';

/** Symbol types that a function may have (System V ABI, "Symbol Table"): STT_FUNC, and STT_NOTYPE in assembly. */
const FUNCTION_TYPES: ReadonlySet<number> = new Set([0, 2]);

/**
 * The addresses of the functions with a name in a program; static ones may be several.
 * @throws the file system's error, and when the file cannot be understood.
 */
export async function functionAddresses(path: string, name: string): Promise<readonly bigint[]> {
  return await withElf(path, async (elf) => {
    const found = new Set<bigint>();
    for await (const symbol of elf.symbols())
      if (symbol.name === name && FUNCTION_TYPES.has(symbol.type)) found.add(symbol.value);
    return [...found];
  });
}
