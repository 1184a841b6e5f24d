import type { ImageHead } from './imageFacts';
import { linkedPlace } from './linkedPlace';
import type { CodePlace, ImagePlace } from './resolution';

const WHOLE_32 = 0xffff_ffffn;

/** An address that is shown, and the one that is looked up for it: of a return address the byte before. */
export interface CodeAddress {
  readonly address: bigint;
  readonly code: bigint;
}

/** Of a place in a file. */
export function codeAddress(
  { address, returns }: CodePlace,
  { header }: Pick<ImageHead, 'header'>,
): CodeAddress {
  const reduced = header.is64 ? address : address & WHOLE_32;
  return { address: reduced, code: before(reduced, returns) };
}

export const before = (address: bigint, returns: boolean | undefined): bigint =>
  returns === true && address > 0n ? address - 1n : address;

/** What will be looked up for places, as far as it is known before the symbols are read: those with a name come later. */
export function earlyAddresses(places: readonly ImagePlace[], head: ImageHead): bigint[] {
  const found = places.flatMap((place) => {
    if ('address' in place) return [place];
    const linked = 'running' in place && linkedPlace(place.running, place.where, head.linked);
    return linked ? [{ ...linked, returns: place.returns }] : [];
  });
  const code = found
    .filter(({ section }) => section === undefined)
    .map((place) => codeAddress(place, head).code);
  return [...new Set(code)];
}
