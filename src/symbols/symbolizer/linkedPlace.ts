import type { CodePlace } from './resolution';
import type { Where } from '../loads/load';

/** What a file says about where it was linked. */
export interface LinkedAt {
  /** Each section begins at 0: kernel modules. */
  readonly relocatable: boolean;
  /** The first byte that a loader loads. */
  readonly first: bigint | undefined;
  /** The section `.text`. */
  readonly text: bigint | undefined;
  /** The first segment that may be executed. */
  readonly code: bigint | undefined;
}

const TEXT = '.text';

/** Where an address of a running guest is in a file; undefined when the file does not have what `where` speaks of. */
export function linkedPlace(running: bigint, where: Where, linked: LinkedAt): CodePlace | undefined {
  const [told, origin] = originOf(where, linked);
  if (origin === undefined) return undefined;
  const address = BigInt.asUintN(64, running - told + origin);
  return linked.relocatable ? { address, section: TEXT } : { address };
}

/** What is added to each address of a file to have the one in the guest; undefined as in {@link linkedPlace}. */
export function offsetOf(where: Where, linked: LinkedAt): bigint | undefined {
  const [told, origin] = originOf(where, linked);
  return origin === undefined ? undefined : BigInt.asUintN(64, told - origin);
}

/** An address as the guest has it, and the same place as linked. */
function originOf(where: Where, linked: LinkedAt): readonly [bigint, bigint | undefined] {
  if ('slide' in where) return [where.slide, 0n];
  // The code of a module begins where the module does.
  if ('base' in where) return [where.base, linked.relocatable ? 0n : linked.first];
  if ('text' in where) return [where.text, linked.relocatable ? 0n : linked.text];
  return [where.code, linked.relocatable ? 0n : linked.code];
}
