import { stat } from 'node:fs/promises';
import { type ElfFile, type ElfHeader, type ElfSection, RELOCATABLE, SEGMENT_LOAD, withElf } from '../elf';
import type { LinkedAt } from './linkedPlace';
import { BANNER_SYMBOL, bannerAt } from '../linuxBanner';
import { FunctionTable } from '../names/functionTable';

/** What the headers of a symbol file say. */
export interface ImageHead {
  readonly header: ElfHeader;
  readonly sections: readonly ElfSection[];
  /** Whether debug information names source lines. */
  readonly hasLines: boolean;
  readonly linked: LinkedAt;
}

/** What one state of a symbol file says about itself. */
export interface ImageFacts extends ImageHead {
  readonly functions: FunctionTable;
  readonly hasSymbols: boolean;
  readonly buildId: string | undefined;
}

/** `PF_X` of a segment. */
const EXECUTABLE = 1;
const LINES = new Set(['.debug_line', '.zdebug_line']);

/**
 * @param onHead Is told what is known before the symbols are read, which takes a moment.
 * @throws {ElfError}; the file system's error; `signal.reason` on abort.
 */
export function readFacts(
  path: string,
  signal: AbortSignal,
  onHead: (head: ImageHead) => void,
): Promise<ImageFacts> {
  return withElf(path, async (elf) => {
    const sections = await elf.sections();
    const hasLines = sections.some(({ name, size }) => LINES.has(name) && size > 0n);
    const head = { header: elf.header, sections, hasLines, linked: await linkedAt(elf) };
    onHead(head);
    return {
      ...head,
      functions: await FunctionTable.read(elf, signal),
      hasSymbols: await elf.hasSymbols(),
      buildId: await elf.buildId(),
    };
  });
}

/** How Linux introduces itself in a file; undefined when it is no kernel. @throws as {@link readFacts} does. */
export function readBanner(path: string, signal: AbortSignal): Promise<string | undefined> {
  return withElf(path, async (elf) => {
    for await (const { name, value } of elf.symbols(signal))
      if (name === BANNER_SYMBOL) return await bannerAt(elf, value);
    return undefined;
  });
}

/** Changes whenever the file is built again. @throws the file system's error. */
export async function stampOf(path: string): Promise<string> {
  const { dev, ino, size, mtimeMs } = await stat(path);
  return [dev, ino, size, mtimeMs].join(':');
}

/** @throws {ElfError} */
export async function linkedAt(elf: ElfFile): Promise<LinkedAt> {
  const loaded = (await elf.segments()).filter(({ type }) => type === SEGMENT_LOAD);
  const first = (segments: typeof loaded): bigint | undefined =>
    segments
      .map(({ virtualAddress }) => virtualAddress)
      .reduce<bigint | undefined>(
        (least, each) => (least === undefined || each < least ? each : least),
        undefined,
      );
  const text = (await elf.sections()).find(({ name }) => name === '.text');
  return {
    relocatable: elf.header.type === RELOCATABLE,
    first: first(loaded),
    text: text?.address,
    code: first(loaded.filter(({ flags }) => (flags & EXECUTABLE) !== 0)),
  };
}
