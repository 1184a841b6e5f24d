import type { SymbolFile } from '../../../config/debug/debugSchema';
import { fileOfLoad, isProgram } from '../../../symbols/images/loadedFile';
import type { ImageIndex } from '../../../symbols/images/imageIndex';
import type { Load } from '../../../symbols/loads/load';
import type { ToldLoads } from '../../../symbols/loads/toldLoads';
import { type ImageFile, placeOptions, readImageFile } from './imagePlace';

/** Files, and where they lie as options of `add-symbol-file`. */
export type SymbolPlaces = ReadonlyMap<string, string>;

/** Files that GDB has for what a guest has loaded; a distribution's Linux loads some two hundred modules. */
const MOST_FILES = 256;

/**
 * Linux itself is found in its memory, which cannot be wrong (`symbols/kaslr/`). Programs under Linux and trusted applications are named when
 * they die: their addresses are nobody's by then.
 */
const PASSED_OVER: ReadonlySet<Load['kind']> = new Set(['linux', 'linux-process', 'optee-ta']);

/** Which symbol files GDB should have for what a guest has said. Only files of this computer, each once. */
export class WantedSymbols {
  private index: Promise<ImageIndex> | undefined;
  private readonly files = new Map<string, Promise<ImageFile | undefined>>();
  private readonly given: ReadonlySet<string>;
  /** The person has said where they lie. */
  private readonly placed: ReadonlySet<string>;

  constructor(
    private readonly program: string | undefined,
    symbolFiles: readonly (string | SymbolFile)[],
    private readonly findImages: (signal: AbortSignal) => Promise<ImageIndex>,
  ) {
    this.given = new Set(symbolFiles.filter((file) => typeof file === 'string'));
    this.placed = new Set(symbolFiles.flatMap((file) => (typeof file === 'string' ? [] : [file.file])));
  }

  /** Whether the session has the file from its beginning, as linked. */
  isGiven(file: string): boolean {
    return this.given.has(file);
  }

  /** A new boot: files may have been built again since. */
  forget(): void {
    this.index = undefined;
    this.files.clear();
  }

  /** @throws `signal.reason` on abort. */
  async of({ loads }: ToldLoads, signal: AbortSignal): Promise<SymbolPlaces> {
    const places = new Map<string, string>();
    const usable = loads.filter(({ kind, where }) => where && !PASSED_OVER.has(kind));
    if (usable.length === 0) return places;
    const files = { program: this.program, index: await (this.index ??= this.findImages(signal)) };
    for (const load of usable.reverse()) {
      const path = fileOfLoad(load, files);
      if (path === undefined || places.has(path) || this.placed.has(path)) continue;
      const options = await this.optionsOf(load, path);
      if (options !== undefined) places.set(path, options);
      if (places.size >= MOST_FILES) break;
    }
    return places;
  }

  private async optionsOf(load: Load, path: string): Promise<string | undefined> {
    const reading = this.files.get(path) ?? readImageFile(path).catch(() => undefined);
    this.files.set(path, reading);
    const file = await reading;
    const options = file && placeOptions(load, file);
    // A driver may be called as the program is: only what is one moves it.
    return path === this.program && !isProgram(load) ? undefined : options;
  }
}
