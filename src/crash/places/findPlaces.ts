import { findAddresses, findInImages, findSymbols } from './codePlaces';
import type { PrintedPlace } from './printedPlace';
import { findSources } from './sourcePlaces';

/** Longer lines have no places, in characters; VS Code asks for no links in them either (1.139). */
const LONGEST_LINE = 2000;
/** Places of one line. */
const MOST_PLACES = 32;

/**
 * What a line of a console says that could be a place in code: symbols, bytes of an image, lines of sources, addresses. Places may
 * overlap: of those that are found in the symbol files, the earlier one counts. Linear in the line's length.
 * @returns at most 32 places, those that say most first.
 */
export function findPlaces(line: string): readonly PrintedPlace[] {
  if (line.length > LONGEST_LINE) return [];
  const places: PrintedPlace[] = [];
  for (const find of [findSymbols, findInImages, findSources, findAddresses])
    for (const place of find(line)) {
      if (places.length === MOST_PLACES) return places;
      places.push(place);
    }
  return places;
}
