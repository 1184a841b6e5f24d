import { SEGMENT_LOAD, withElf, type ElfFile } from '../elf';
import { bannerAt } from '../linuxBanner';
import type { KernelImage } from './slide';

/** Symbols that every Linux kernel has, on every processor, all of them global. */
const WANTED = ['_text', '_end', 'linux_banner', '_sinittext', '_einittext'] as const;
/** A kernel's tables are larger; what is no kernel need not be read to its end, in symbols. */
const MOST_SYMBOLS = 4_000_000;

/**
 * What finding a Linux kernel in memory needs from its symbol file.
 * @returns undefined for a program that is no Linux kernel.
 * @throws {ElfError}; the file system's error; `signal.reason` on abort.
 */
export function readKernelImage(path: string, signal: AbortSignal): Promise<KernelImage | undefined> {
  return withElf(path, async (elf) => {
    const symbols = await addressesIn(elf, signal);
    const { _text: start, _end: end, linux_banner: address } = symbols;
    const { _sinittext: earlyStart, _einittext: earlyEnd } = symbols;
    if (start === undefined || end === undefined || address === undefined) return undefined;
    const banner = await bannerAt(elf, address);
    if (banner === undefined) return undefined;
    const loaded = (await elf.segments()).filter(({ type }) => type === SEGMENT_LOAD);
    return {
      start,
      end,
      banner: { address, text: Buffer.from(banner, 'latin1') },
      ...(earlyStart !== undefined &&
        earlyEnd !== undefined && { early: { start: earlyStart, end: earlyEnd } }),
      segments: loaded.map(({ virtualAddress }) => virtualAddress),
    };
  });
}

type Addresses = Partial<Record<(typeof WANTED)[number], bigint>>;

async function addressesIn(elf: ElfFile, signal: AbortSignal): Promise<Addresses> {
  const found: Addresses = {};
  let seen = 0;
  for await (const { name, value } of elf.symbols(signal, 'global')) {
    const wanted = WANTED.find((each) => each === name);
    if (wanted) found[wanted] = value;
    if (WANTED.every((each) => each in found) || ++seen > MOST_SYMBOLS) break;
  }
  return found;
}
