/** What a guest prints about its code, resolved in the files that belong to it. @module */
import { fileOfLoad, type GuestFiles, isProgram } from './images/loadedFile';
import { type LoadedImage, loadedImages } from './images/loadedImages';
import type { Load } from './loads/load';
import { KERNEL } from './loads/readers/linuxKernel';
import type { ToldLoads } from './loads/toldLoads';
import type { Symbolizer } from './symbolizer';
import type { ImagePlace, Resolution } from './symbolizer/resolution';

export type { ToldLoads } from './loads/toldLoads';

/**
 * One place as a guest prints it: an address, a symbol, or bytes from the beginning of a module. Numbers as in the text; nothing
 * is looked up.
 */
export interface GuestPlace {
  /** Hexadecimal, without `0x`. */
  readonly address?: string | undefined;
  readonly symbol?: string | undefined;
  /** Bytes from the symbol's start, or from the module's without one. */
  readonly offset?: number | undefined;
  /** Bytes of the whole function. */
  readonly size?: number | undefined;
  readonly module?: string | undefined;
  /** An address to return to, as all but the first in a stack are. */
  readonly returns?: boolean | undefined;
}

/** An image in the guest for which no file is known here. */
export interface MissingImage {
  /** As the guest prints it. */
  readonly name: string;
  /** Undefined when nothing has told of its load. */
  readonly kind?: Load['kind'];
  /** Whether the guest says that the place is in it; otherwise it is the nearest that begins before the place. */
  readonly isCertain: boolean;
}

export interface GuestResolution extends Resolution {
  /** The file that was asked. */
  readonly image?: string;
  /** What a place lies in of which nothing is known. */
  readonly missing?: MissingImage;
}

/** A place in a file: what is asked. */
interface Asked {
  readonly image: string;
  readonly place: ImagePlace;
  /** In hexadecimal, when the guest has told the one of this image. */
  readonly buildId?: string | undefined;
}

/** Resolves places of one guest. */
export class GuestSymbols {
  constructor(
    private readonly symbolizer: Symbolizer,
    private readonly files: GuestFiles,
  ) {}

  /**
   * What is known about places, in their order.
   * @throws `signal.reason` on abort, and nothing else.
   */
  async resolve(
    places: readonly GuestPlace[],
    { loads, banner }: ToldLoads,
    signal: AbortSignal,
  ): Promise<readonly GuestResolution[]> {
    const asked = places.map((place) => this.locate(place, loads));
    const images = new Set(asked.flatMap((each) => each?.image ?? []));
    const answers = new Map<Asked, GuestResolution>();
    for (const image of images) {
      const own = asked.filter((each): each is Asked => each?.image === image);
      const found = await this.resolveIn(image, own, banner, signal);
      own.forEach((each, index) => answers.set(each, { frames: [], ...found[index], image }));
    }
    return asked.map((each, index) => {
      const answer = (each && answers.get(each)) ?? { frames: [] };
      const place = places[index];
      const missing = answer.frames.length === 0 && place ? this.missingAt(place, loads) : undefined;
      return missing ? { ...answer, missing } : answer;
    });
  }

  /**
   * The files of all that the guest has loaded, with their places; and why those of another build are left out, a
   * sentence each.
   * @throws `signal.reason` on abort, and nothing else.
   */
  async images(
    { loads, banner }: ToldLoads,
    signal: AbortSignal,
  ): Promise<{ readonly images: readonly LoadedImage[]; readonly problems: readonly string[] }> {
    const [images, problems]: [LoadedImage[], string[]] = [[], []];
    for (const image of loadedImages(loads, this.files)) {
      const told = { buildId: image.buildId, banner };
      const problem = await this.symbolizer.otherBuild(image.file, told, signal);
      if (problem === undefined) images.push(image);
      else problems.push(problem);
    }
    return { images, problems };
  }

  /** In a file of another build nothing is looked up: what would be found there is wrong. */
  private async resolveIn(
    image: string,
    asked: readonly Asked[],
    banner: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly Resolution[]> {
    const buildId = asked.find((each) => each.buildId !== undefined)?.buildId;
    const problem = await this.symbolizer.otherBuild(image, { buildId, banner }, signal);
    if (problem !== undefined) return asked.map(() => ({ frames: [], problem }));
    return await this.symbolizer.resolve(
      image,
      asked.map(({ place }) => place),
      signal,
    );
  }

  private locate(place: GuestPlace, loads: readonly Load[]): Asked | undefined {
    const { symbol, module, returns } = place;
    const running = addressOf(place.address);
    if (symbol !== undefined) {
      const image = module === undefined ? this.kernel(loads) : this.moduleFile(module, loads);
      const offset = BigInt(place.offset ?? 0);
      const size = place.size === undefined ? undefined : BigInt(place.size);
      return image === undefined ? undefined : { image, place: { function: symbol, offset, size, returns } };
    }
    if (running !== undefined) return this.locateAddress(running, returns, loads);
    return module === undefined ? undefined : this.locateInModule(module, place, loads);
  }

  private missingAt(
    { address, symbol, module }: GuestPlace,
    loads: readonly Load[],
  ): MissingImage | undefined {
    const running = symbol === undefined ? addressOf(address) : undefined;
    const load =
      running === undefined ? loads.findLast(({ name }) => name === module) : loadAt(running, loads);
    if (load && fileOfLoad(load, this.files) !== undefined) return undefined;
    if (load) return { name: load.name, kind: load.kind, isCertain: module !== undefined || !!load.range };
    if (module === undefined || this.moduleFile(module, loads) !== undefined) return undefined;
    return { name: module, isCertain: true };
  }

  /** Bytes from what a loader loads first, which is how those count who do not know where that is. */
  private locateInModule(
    name: string,
    { offset, returns }: GuestPlace,
    loads: readonly Load[],
  ): Asked | undefined {
    const image = this.moduleFile(name, loads) ?? fileOfLoad({ kind: 'markup', name }, this.files);
    const running = BigInt(offset ?? 0);
    return image === undefined ? undefined : { image, place: { running, where: { base: 0n }, returns } };
  }

  /** In the image whose range holds it, else in the last one that begins before it, else in the program. */
  private locateAddress(
    running: bigint,
    returns: boolean | undefined,
    loads: readonly Load[],
  ): Asked | undefined {
    const load = loadAt(running, loads);
    const image = load && fileOfLoad(load, this.files);
    if (load?.where && image !== undefined)
      return { image, place: { running, where: load.where, returns }, buildId: load.buildId };
    return this.inProgram(running, returns, loads);
  }

  private inProgram(
    running: bigint,
    returns: boolean | undefined,
    loads: readonly Load[],
  ): Asked | undefined {
    const moved = loads.findLast(isProgram);
    const image = this.files.program ?? (moved && fileOfLoad(moved, this.files));
    const where = moved?.where ?? { slide: 0n };
    return image === undefined ? undefined : { image, place: { running, where, returns } };
  }

  /** What names without a module belong to. */
  private kernel(loads: readonly Load[]): string | undefined {
    const { program, index } = this.files;
    const booted = loads.findLast(isProgram) ?? { kind: 'linux', name: KERNEL };
    return program ?? index.fileOf(booted);
  }

  private moduleFile(name: string, loads: readonly Load[]): string | undefined {
    const known = loads.findLast((load) => load.name === name);
    return fileOfLoad(known ?? { kind: 'linux-module', name }, this.files);
  }
}

function addressOf(digits: string | undefined): bigint | undefined {
  return digits !== undefined && /^[0-9a-f]{1,16}$/i.test(digits) ? BigInt(`0x${digits}`) : undefined;
}

const isIn = (range: NonNullable<Load['range']>, address: bigint): boolean =>
  address >= range.start && address < range.start + range.size;

function loadAt(running: bigint, loads: readonly Load[]): Load | undefined {
  return loads.findLast(({ range }) => range && isIn(range, running)) ?? nearestBelow(loads, running);
}

/** No image of firmware or of a trusted application is larger, in bytes. */
const MOST_BYTES = 64n * 1024n * 1024n;

/** Images without a range end where the next one begins; their symbols say whether an address is in one. */
function nearestBelow(loads: readonly Load[], address: bigint): Load | undefined {
  let best: { load: Load; start: bigint } | undefined;
  for (const load of loads) {
    const start = load.range ? undefined : startOf(load);
    if (start === undefined || start > address || address - start > MOST_BYTES) continue;
    if (!best || start >= best.start) best = { load, start };
  }
  return best?.load;
}

function startOf(load: Load): bigint | undefined {
  const { where } = load;
  if (!where || isProgram(load)) return undefined;
  if ('base' in where) return where.base;
  if ('text' in where) return where.text;
  // Images that were linked to 0.
  return 'slide' in where ? where.slide : where.code;
}
