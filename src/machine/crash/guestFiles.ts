import { basename, dirname } from 'node:path';
import type { ResolvedDebug } from '../../config/debug/resolveDebug';
import type { ResolvedConfiguration } from '../../config/resolved';
import { SEGMENT_LOAD, withElf } from '../../symbols/elf';
import type { Load } from '../../symbols/loads/load';
import type { SourcePlaces } from '../../symbols/sources/sourceCandidates';
import { symbolCandidates } from './symbolCandidates';

/** What a launch or attach configuration says about symbols and sources. */
export type DebuggerFiles = Pick<ResolvedDebug, 'cwd' | 'program' | 'symbolFiles' | 'sourceMap'>;

/** What is known about a guest's files before it has said a word. */
export interface KnownFiles {
  /** What the machine was started as; undefined for an external QEMU. */
  readonly machine?: Pick<ResolvedConfiguration, 'cwd' | 'kernel' | 'bios'> | undefined;
  /** Of the debug session that has the machine. */
  readonly debug?: DebuggerFiles | undefined;
  /** The workspace's. */
  readonly folders: readonly string[];
}

/** The files of this computer that say what a guest's addresses are. None of them comes from the guest. */
export interface GuestFilePlaces {
  /** What has no image of its own is looked up there. */
  readonly program?: string;
  /** Where images are that the guest loads: files and folders, best first. */
  readonly images: readonly string[];
  /** Those whose place the person has told. */
  readonly loads: readonly Load[];
  readonly sources: SourcePlaces;
}

/** Decides which files belong to a guest. What cannot be read is left out. */
export async function guestFiles({ machine, debug, folders }: KnownFiles): Promise<GuestFilePlaces> {
  const program = debug?.program ?? (machine && (await programOf(machine)));
  const named = (debug?.symbolFiles ?? []).map((each) => (typeof each === 'string' ? { file: each } : each));
  const loads = await Promise.all(named.map(loadOf));
  const around = [debug?.cwd, machine?.cwd, program && dirname(program)].filter((path) => path !== undefined);
  return {
    ...(program !== undefined && { program }),
    images: [...named.map(({ file }) => file), ...folders],
    loads: loads.flatMap((load) => load ?? []),
    sources: { sourceMap: debug?.sourceMap, folders: [...new Set([...around, ...folders])] },
  };
}

/** The first file with symbols; else the kernel, so that somebody says what it lacks. */
async function programOf(machine: NonNullable<KnownFiles['machine']>): Promise<string | undefined> {
  for (const path of symbolCandidates(machine)) if (await hasSymbols(path)) return path;
  const { kernel } = machine;
  return kernel !== undefined && (await isElf(kernel)) ? kernel : undefined;
}

function hasSymbols(path: string): Promise<boolean> {
  return withElf(path, (elf) => elf.hasSymbols()).catch(() => false);
}

function isElf(path: string): Promise<boolean> {
  return withElf(path, () => Promise.resolve(true)).catch(() => false);
}

type NamedSymbols = Exclude<NonNullable<DebuggerFiles['symbolFiles']>[number], string>;

/** Where GDB, too, takes a symbol file to be: at its linked addresses, moved by `offset`, or its sections as told. */
async function loadOf({
  file,
  offset,
  sections,
}: Partial<NamedSymbols> & { file: string }): Promise<Load | undefined> {
  const own = { kind: 'own', name: basename(file) } as const;
  const text = sections?.['.text'];
  if (text !== undefined) return { ...own, where: { text: BigInt(text) } };
  const linked = await linkedRange(file).catch(() => undefined);
  if (!linked) return undefined;
  const start = BigInt.asUintN(64, linked.start + BigInt(offset ?? 0));
  return { ...own, where: { base: start }, range: { start, size: linked.size } };
}

/** From the first byte that is loaded to the last. @throws {ElfError}; the file system's error. */
function linkedRange(file: string): Promise<Load['range']> {
  return withElf(file, async (elf) => {
    const loaded = (await elf.segments()).filter(
      ({ type, memorySize }) => type === SEGMENT_LOAD && memorySize > 0n,
    );
    const [first] = loaded;
    if (!first) return undefined;
    let [start, end] = [first.virtualAddress, first.virtualAddress];
    for (const { virtualAddress, memorySize } of loaded) {
      if (virtualAddress < start) start = virtualAddress;
      if (virtualAddress + memorySize > end) end = virtualAddress + memorySize;
    }
    return { start, size: end - start };
  });
}
