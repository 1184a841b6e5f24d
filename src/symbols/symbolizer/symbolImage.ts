import { before, type CodeAddress, codeAddress } from './codeAddress';
import { linkedPlace } from './linkedPlace';
import { findFunction, type FunctionPlace } from '../names/findFunction';
import type { FunctionSymbol } from '../names/functionTable';
import { BoundedCache } from './boundedCache';
import { type ImageFacts, readBanner } from './imageFacts';
import { incomplete, notFound } from './problems';
import type { CodePlace, ImagePlace, Resolution } from './resolution';
import type { SourceFrame } from './sourceFrame';

/** Frames by address, for one section of one file. */
export interface LineSource {
  /** @param section By name; undefined for addresses as linked. */
  lines(addresses: readonly bigint[], section: string | undefined, signal: AbortSignal): Promise<FoundLines>;
}

export interface FoundLines {
  readonly frames: readonly (readonly SourceFrame[])[];
  readonly problem?: string;
}

/** Addresses of one file that are remembered: 10,000 of a kernel take some 5 MB. */
const MOST_REMEMBERED = 50_000;

/** A place with its address: what is looked up, and what is shown. */
interface Located extends CodeAddress {
  readonly section: ElfPlaceSection;
  /** Looked up instead when what ends there was not compiled, and so ends in no call. */
  readonly entry?: bigint;
}

interface ElfPlaceSection {
  readonly index: number;
  readonly name: string | undefined;
}

/** One state of one symbol file: places in it become frames. */
export class SymbolImage {
  private readonly remembered = new BoundedCache<string, readonly SourceFrame[]>(MOST_REMEMBERED);

  private introduction: string | undefined;

  constructor(
    readonly file: string,
    readonly facts: ImageFacts,
    private readonly source: LineSource,
  ) {}

  /** What is known about each place, in their order. Never throws but `signal.reason` on abort. */
  async resolve(places: readonly ImagePlace[], signal: AbortSignal): Promise<readonly Resolution[]> {
    const located = places.map((place) => this.locate(place));
    const problem = await this.look(
      located.filter((each): each is Located => !('frames' in each)),
      signal,
    );
    return located.map((each) => ('frames' in each ? each : this.resolutionOf(each, problem)));
  }

  /** How Linux introduces itself in it; undefined when it is no kernel. @throws `signal.reason` on abort. */
  async banner(signal: AbortSignal): Promise<string | undefined> {
    if (this.introduction === undefined) {
      const read = await readBanner(this.file, signal).catch(() => undefined);
      signal.throwIfAborted();
      this.introduction = read ?? '';
    }
    return this.introduction || undefined;
  }

  private locate(place: ImagePlace): Located | Resolution {
    if ('address' in place) return this.locateAddress(place);
    if ('running' in place) {
      const linked = linkedPlace(place.running, place.where, this.facts.linked);
      return linked ? this.locateAddress({ ...linked, returns: place.returns }) : { frames: [] };
    }
    const found = findFunction(this.facts.functions, place);
    if (!this.facts.hasSymbols) return { frames: [], ...this.incomplete() };
    if (found.kind !== 'found') return { frames: [], problem: notFound(this.file, place, found) };
    return this.locateFunction(found.symbol, place);
  }

  private incomplete(): Pick<Resolution, 'problem'> {
    const problem = incomplete(this.file, this.facts);
    return problem === undefined ? {} : { problem };
  }

  private locateAddress(place: CodePlace): Located | Resolution {
    const { section } = place;
    const index = section === undefined ? 0 : this.facts.sections.findIndex(({ name }) => name === section);
    if (index < 0) return { frames: [] };
    return { section: this.section(index), ...codeAddress(place, this.facts) };
  }

  private locateFunction(symbol: FunctionSymbol, { offset, returns }: FunctionPlace): Located {
    const address = symbol.address + offset;
    const section = this.section(symbol.space);
    if (offset !== 0n || returns !== true) return { section, address, code: before(address, returns) };
    // A call that never comes back may be the end of its function, and arm64 and RISC-V print the next one's name. Or
    // nothing was called, and assembly has put the address there, as the kernel does with ret_from_fork.
    return this.endsAt(address, symbol.space)
      ? { section, address, code: address - 1n, entry: address }
      : { section, address, code: address };
  }

  private endsAt(address: bigint, space: number): boolean {
    const last = this.facts.functions.at(address - 1n, space);
    return last !== undefined && last.symbol.size === last.offset + 1n;
  }

  private section(index: number): ElfPlaceSection {
    return { index, name: index === 0 ? undefined : this.facts.sections[index]?.name };
  }

  /** Asks for what is not remembered. @returns why there are no lines. */
  private async look(places: readonly Located[], signal: AbortSignal): Promise<string | undefined> {
    const missing = incomplete(this.file, this.facts);
    if (missing !== undefined) return missing;
    const unknown = new Map(
      places
        .flatMap((place) => (place.entry === undefined ? [place] : [place, atEntry(place)]))
        .filter((place) => this.remembered.get(keyOf(place)) === undefined)
        .map((place) => [keyOf(place), place]),
    );
    let problem: string | undefined;
    for (const section of new Set([...unknown.values()].map((place) => place.section.name))) {
      const asked = [...unknown.values()].filter((place) => place.section.name === section);
      const found = await this.source.lines(
        asked.map(({ code }) => code),
        section,
        signal,
      );
      problem ??= found.problem;
      if (found.problem === undefined)
        asked.forEach((place, index) => this.remembered.set(keyOf(place), found.frames[index] ?? []));
    }
    return problem;
  }

  private isCompiled(place: Located): boolean {
    const file = this.remembered.get(keyOf(place))?.at(-1)?.file;
    return file !== undefined && !/\.s$/i.test(file);
  }

  private resolutionOf(located: Located, problem: string | undefined): Resolution {
    const place = this.isCompiled(located) ? located : atEntry(located);
    const { address, code } = place;
    const within = this.facts.functions.at(code, this.facts.linked.relocatable ? place.section.index : 0);
    const lines = this.remembered.get(keyOf(place)) ?? [];
    // A tool names what lies between two functions after the one before; our table knows where that ends.
    const told = lines.some(({ file }) => file !== undefined);
    const name = within?.symbol.name;
    return {
      address,
      frames: told
        ? withName(lines, name)
        : name === undefined
          ? []
          : [{ function: demangled(lines) ?? name, inlined: false }],
      ...(within && { symbol: within.symbol.name, offset: address - within.symbol.address }),
      ...(this.facts.buildId !== undefined && { buildId: this.facts.buildId }),
      ...(problem !== undefined && { problem }),
    };
  }
}

/** The same place as the beginning of a function, when it may be one. */
const atEntry = (place: Located): Located => ({ ...place, code: place.entry ?? place.code });

const keyOf = ({ section, code }: Located): string => `${section.index}:${code}`;

/** The function itself is named by our table when the tool does not know it. */
function withName(lines: readonly SourceFrame[], name: string | undefined): readonly SourceFrame[] {
  const last = lines.at(-1);
  if (!last || last.function !== undefined || name === undefined) return lines;
  return [...lines.slice(0, -1), { ...last, function: name }];
}

/** The name of the function itself, which the tool has made readable. */
const demangled = (lines: readonly SourceFrame[]): string | undefined => lines.at(-1)?.function;
