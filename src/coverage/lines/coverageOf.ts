import { messageOf } from '../../concurrency/messageOf';
import type { LoadedImage } from '../../symbols/images/loadedImages';
import type { Coverage, UncoveredImage } from '../coverage';
import type { FirstRuns } from '../trace/firstRuns';
import { CoveredLines } from './coveredLines';
import { addImage } from './imageCoverage';

/** What has run of some images. What cannot be read is a problem, and no error. @throws `signal.reason` on abort. */
export async function coverageOf(
  runs: FirstRuns,
  images: readonly LoadedImage[],
  signal: AbortSignal,
): Promise<Omit<Coverage, 'isIncomplete'>> {
  const lines = new CoveredLines();
  const problems: UncoveredImage[] = [];
  for (const image of images) {
    try {
      await addImage(lines, image, runs, signal);
    } catch (error) {
      signal.throwIfAborted();
      problems.push({ file: image.file, message: messageOf(error) });
    }
  }
  return { files: lines.finish(), problems, instructions: runs.size };
}
