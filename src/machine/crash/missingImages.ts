import * as l10n from '@vscode/l10n';
import type { CrashSystem } from '../../crash/report';
import type { MissingImage } from '../../symbols/guestSymbols';
import { fileNames } from '../../symbols/images/imageNames';

/** What to do about an image without a file, in half a sentence. @param file What is to be built. */
export type MissingAdvice = (file: string) => string;

/** Sentences of one report: a guest may print any number of names, of any length. */
const MOST = 8;
const LONGEST_NAME = 64;

/** Says of each image of a report for which no file is known what is missing, once. */
export function missingSentences(
  missing: readonly MissingImage[],
  system: CrashSystem,
  advice: MissingAdvice,
): readonly string[] {
  const images = new Map<string, MissingImage>();
  for (const image of missing.filter((each) => isWorthTelling(each, system)))
    if (!images.get(image.name)?.isCertain) images.set(image.name, image);
  return [...images.values()].slice(0, MOST).map((image) => sentence(image, system, advice));
}

/** Firmware that has booted a system says no more where it is: what begins below an address may be gone long since. */
function isWorthTelling({ kind, isCertain }: MissingImage, system: CrashSystem): boolean {
  return isCertain || kind === system || (kind === 'optee-ta' && system === 'optee');
}

function sentence(image: MissingImage, system: CrashSystem, advice: MissingAdvice): string {
  const name = image.name.slice(0, LONGEST_NAME);
  const what = advice(fileOf({ ...image, name }, system));
  return image.isCertain
    ? l10n.t('No symbol file is known for {0}, in which calls of this crash lie: {1}', name, what)
    : l10n.t('No symbol file is known for {0}, in which calls of this crash probably lie: {1}', name, what);
}

/** What its file would be called; the system says what its images are where no load was told. */
function fileOf({ name, kind }: MissingImage, system: CrashSystem): string {
  const known = kind ?? (system === 'linux' ? 'linux-module' : undefined);
  const [first] = known === undefined ? [] : fileNames({ kind: known, name });
  return first ?? l10n.t('its ELF file');
}
