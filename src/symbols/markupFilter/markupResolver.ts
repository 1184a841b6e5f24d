import type { ImageIndex } from '../images/imageIndex';
import type { Symbolizer } from '../symbolizer';
import type { Resolution } from '../symbolizer/resolution';
import type { MarkupPlace, ResolveMarkup } from './markupFilter';

/** Looks places of markup up in files that have the build ids that it tells. */
export function markupResolver(
  symbolizer: Symbolizer,
  index: ImageIndex,
  signal: AbortSignal,
): ResolveMarkup {
  return async (places) => {
    const found = new Map<MarkupPlace, Resolution>();
    for (const module of new Set(places.map((place) => place.module))) {
      const own = places.filter((place) => place.module === module);
      const { name, buildId } = module;
      const file = index.fileOf({ kind: 'markup', name, buildId });
      if (file === undefined || (await symbolizer.otherBuild(file, { buildId }, signal)) !== undefined)
        continue;
      const resolved = await symbolizer.resolve(file, own, signal);
      own.forEach((place, at) => found.set(place, resolved[at] ?? { frames: [] }));
    }
    return places.map((place) => found.get(place) ?? { frames: [] });
  };
}
