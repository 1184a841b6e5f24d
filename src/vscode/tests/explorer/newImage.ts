import { ImageWatch, imagesOf } from '../../../machine/restart/imageWatch';
import { prepareConfiguration } from '../../launch/launchConfiguration';
import type { TestConfiguration } from '../found/testConfiguration';

/** A watch over what builds write for these, from now on. @throws when a folder cannot be watched. */
export function watchImages(configurations: readonly TestConfiguration[]): Promise<ImageWatch> {
  return ImageWatch.begin([...new Set(configurations.flatMap(filesOf))]);
}

/** What is wrong in a configuration is told when it runs. */
function filesOf({ written, folder }: TestConfiguration): string[] {
  try {
    return imagesOf(prepareConfiguration(written, folder).config);
  } catch {
    return [];
  }
}
