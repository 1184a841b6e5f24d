import type { MarkupElement } from './elements';

/** An image that markup has named. */
export interface MarkupModule {
  readonly id: bigint;
  readonly name: string;
  /** In lower case. */
  readonly buildId: string;
}

/** A part of an image in memory. */
export interface MarkupMapping {
  readonly module: MarkupModule;
  readonly address: bigint;
  /** In bytes. */
  readonly size: bigint;
  /** Some of `rwx`. */
  readonly mode: string;
  /** Where it begins, from the beginning of the image. */
  readonly relative: bigint;
}

/** What an element has changed; undefined for one that contradicts itself or what came before. */
export type MapChange =
  | { readonly kind: 'module'; readonly module: MarkupModule }
  | { readonly kind: 'mapping'; readonly mapping: MarkupMapping }
  /** @param hadAny Whether there was anything to forget. */
  | { readonly kind: 'reset'; readonly hadAny: boolean };

/** Processes have some hundred images, of a handful of mappings each. */
const MOST_MODULES = 4096;
const MOST_MAPPINGS = 16_384;

/** Elements that say something about the lines to come, and take the rest of their own line with them. */
export const isContextual = ({ tag }: MarkupElement): boolean =>
  tag === 'module' || tag === 'mmap' || tag === 'reset';

/** Images and mappings, as markup tells of them. */
export class MarkupMemory {
  private readonly modules = new Map<bigint, MarkupModule>();
  /** By address. */
  private mappings: MarkupMapping[] = [];

  /** Takes one of the elements that are contextual. */
  take(element: MarkupElement): MapChange | undefined {
    if (element.tag === 'reset') return this.reset();
    if (element.tag === 'module') return this.addModule(element.fields);
    return this.addMapping(element.fields);
  }

  /** The mapping that holds an address. */
  at(address: bigint): MarkupMapping | undefined {
    const index = this.firstAfter(address) - 1;
    const mapping = this.mappings[index];
    return mapping && address < mapping.address + mapping.size ? mapping : undefined;
  }

  private reset(): MapChange {
    const hadAny = this.modules.size > 0 || this.mappings.length > 0;
    this.modules.clear();
    this.mappings = [];
    return { kind: 'reset', hadAny };
  }

  private addModule([id, name, type, build]: readonly string[]): MapChange | undefined {
    const number = integer(id);
    const buildId = buildIdIn(build);
    if (number === undefined || name === undefined || type !== 'elf' || buildId === undefined)
      return undefined;
    if (this.modules.has(number) || this.modules.size >= MOST_MODULES) return undefined;
    const module = { id: number, name, buildId };
    this.modules.set(number, module);
    return { kind: 'module', module };
  }

  private addMapping(fields: readonly string[]): MapChange | undefined {
    const [start, length, type, id, access, offset] = fields;
    const [address, size, relative] = [markupAddress(start), integer(length), markupAddress(offset)];
    const [number, mode] = [integer(id), modeIn(access)];
    const module = number === undefined ? undefined : this.modules.get(number);
    if (address === undefined || size === undefined || relative === undefined) return undefined;
    if (type !== 'load' || !module || mode === undefined) return undefined;
    const mapping = { module, address, size, mode, relative };
    const at = this.firstAfter(address);
    if (this.mappings.length >= MOST_MAPPINGS || this.overlaps(mapping, at)) return undefined;
    this.mappings.splice(at, 0, mapping);
    return { kind: 'mapping', mapping };
  }

  private overlaps({ address, size }: MarkupMapping, at: number): boolean {
    const [before, after] = [this.mappings[at - 1], this.mappings[at]];
    if (before && address < before.address + before.size) return true;
    return after !== undefined && after.address < address + size;
  }

  private firstAfter(address: bigint): number {
    let [low, high] = [0, this.mappings.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.mappings[middle]?.address ?? 0n) <= address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const WHOLE = (1n << 64n) - 1n;

/** `0x` and hexadecimal digits, or zeros. */
export function markupAddress(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^(?:0x[0-9a-fA-F]{1,64}|0{1,64})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > WHOLE ? undefined : value;
}

/** As C writes numbers: hexadecimal after `0x`, octal after `0`. */
function integer(text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  if (/^0x[0-9a-f]{1,16}$/i.test(text)) return BigInt(text.toLowerCase());
  if (/^0[0-7]{0,21}$/.test(text)) return BigInt(`0o0${text}`);
  return /^[1-9]\d{0,18}$/.test(text) ? BigInt(text) : undefined;
}

function buildIdIn(text: string | undefined): string | undefined {
  if (text === undefined || !/^[0-9a-fA-F]{1,128}$/.test(text)) return undefined;
  return (text.length % 2 === 0 ? text : `0${text}`).toLowerCase();
}

function modeIn(text: string | undefined): string | undefined {
  return text !== undefined && /^(?=.)r?w?x?$/i.test(text) ? text.toLowerCase() : undefined;
}
