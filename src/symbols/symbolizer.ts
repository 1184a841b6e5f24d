/** From addresses to functions, files and lines. @module */
import { raceAbort } from '../concurrency/abort';
import type { TaskGroup } from '../concurrency/taskGroup';
import { RELOCATABLE } from './elf';
import { BoundedCache } from './symbolizer/boundedCache';
import { earlyAddresses } from './symbolizer/codeAddress';
import { findTools } from './symbolizer/findTool';
import { type ImageHead, readFacts, stampOf } from './symbolizer/imageFacts';
import { otherBuild, unreadable } from './symbolizer/problems';
import type { ImagePlace, Resolution } from './symbolizer/resolution';
import { SymbolImage } from './symbolizer/symbolImage';
import type { ToolLimits } from './symbolizer/askedTool';
import { ToolBench } from './symbolizer/toolBench';
import { ToolLines } from './symbolizer/toolLines';

export type { Resolution } from './symbolizer/resolution';

export interface SymbolizerOptions {
  /** A program to use instead of the first one that is found: `llvm-symbolizer` or `addr2line`, by its name or path. */
  readonly program?: string | undefined;
  /** As in `PATH`. */
  readonly searchPath: string;
  readonly limits?: Partial<ToolLimits>;
}

/** What a guest says about its own build. */
export interface ToldBuild {
  /** In hexadecimal; may be cut at its end. */
  readonly buildId?: string | undefined;
  /** Linux's first line, from `Linux version` on. */
  readonly banner?: string | undefined;
}

/** Symbol files that are remembered: a kernel and the modules of one trace. */
const MOST_IMAGES = 32;
/** `addr2line` takes 10 s for the 590 MB of Debian's vmlinux on a computer that does other things, too. */
const LIMITS: ToolLimits = { batchMs: 60_000, idleMs: 120_000 };

type Opened = { readonly image: SymbolImage } | { readonly problem: string };

/** Resolves places in symbol files. The processes that it asks belong to the group that it was made for. */
export class Symbolizer {
  private readonly images = new BoundedCache<string, Promise<Opened>>(MOST_IMAGES);
  private readonly bench: ToolBench;

  constructor(
    private readonly tasks: TaskGroup,
    private readonly options: SymbolizerOptions,
  ) {
    this.bench = new ToolBench(tasks, { ...LIMITS, ...options.limits });
  }

  /**
   * What is known about places in one file, in their order. What is in the way is in the resolutions' `problem`.
   * @throws `signal.reason` on abort, and nothing else.
   */
  async resolve(
    file: string,
    places: readonly ImagePlace[],
    signal: AbortSignal,
  ): Promise<readonly Resolution[]> {
    const opened = await this.open(file, signal, places);
    if ('problem' in opened) return places.map(() => ({ frames: [], problem: opened.problem }));
    return await opened.image.resolve(places, signal);
  }

  /**
   * Compares a file with what a guest says about its build.
   * @returns a sentence for a person when it is another one; undefined when it is not, or when nobody can tell.
   * @throws `signal.reason` on abort, and nothing else.
   */
  async otherBuild(file: string, told: ToldBuild, signal: AbortSignal): Promise<string | undefined> {
    if (told.buildId === undefined && told.banner === undefined) return undefined;
    const opened = await this.open(file, signal);
    if ('problem' in opened) return undefined;
    const { buildId } = opened.image.facts;
    if (told.buildId !== undefined && buildId !== undefined)
      return sameBuildId(told.buildId, buildId) ? undefined : otherBuild(file, told.buildId, buildId);
    const banner = told.banner && (await opened.image.banner(signal));
    if (!told.banner || !banner || banner === told.banner) return undefined;
    return otherBuild(file, told.banner, banner);
  }

  /**
   * Opened once for each state of the file: a file that was built again is another one.
   * @param places What will be looked up in it.
   */
  private async open(file: string, signal: AbortSignal, places: readonly ImagePlace[] = []): Promise<Opened> {
    let key;
    try {
      key = `${file}\0${await stampOf(file)}`;
    } catch (error) {
      return { problem: unreadable(file, error) };
    }
    const known = this.images.get(key);
    if (known) return await raceAbort(known, signal);
    // The group's own: several may wait for it, and one of them may give up.
    const opening = this.tasks.run(`reading the symbols of ${file}`, (task) =>
      this.read(file, places, task.signal),
    );
    void this.images.set(key, opening);
    return await raceAbort(opening, signal);
  }

  private linesOf(file: string, machine: number): ToolLines {
    const { program, searchPath } = this.options;
    return new ToolLines(file, this.bench, () => findTools(machine, program, searchPath), program);
  }

  private async read(file: string, places: readonly ImagePlace[], signal: AbortSignal): Promise<Opened> {
    let lines: ToolLines | undefined;
    const begin = (head: ImageHead): void => {
      const own = this.linesOf(file, head.header.machine);
      lines = own;
      // The tool works while we read the symbols of a large file.
      if (head.hasLines && head.header.type !== RELOCATABLE)
        void this.tasks.run(`first look for lines in ${file}`, (task) =>
          own.warm(earlyAddresses(places, head), task.signal),
        );
    };
    try {
      const facts = await readFacts(file, signal, begin);
      lines ??= this.linesOf(file, facts.header.machine);
      return { image: new SymbolImage(file, facts, lines) };
    } catch (error) {
      signal.throwIfAborted();
      return { problem: unreadable(file, error) };
    }
  }
}

function sameBuildId(told: string, here: string): boolean {
  return told !== '' && here.startsWith(told.toLowerCase());
}
