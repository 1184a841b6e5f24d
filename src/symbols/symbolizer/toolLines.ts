import { raceAbort } from '../../concurrency/abort';
import { type AskedTool, ToolError } from './askedTool';
import { TimeoutError } from '../../concurrency/timeout';
import type { FoundTool } from './findTool';
import { noSectionTool, noTool, toolFailed } from './problems';
import type { FoundLines, LineSource } from './symbolImage';
import type { ToolBench } from './toolBench';

/** Addresses that are looked up early: what is remembered until somebody asks is bounded. */
const MOST_EARLY = 10_000;
const NO_LINES: FoundLines = { frames: [] };
const NOTHING: ReadonlyMap<bigint, FoundLines['frames'][number]> = new Map();

/** The lines of one file, from the first tool that copes with it. */
export class ToolLines implements LineSource {
  private readonly tools = new Map<string, AskedTool>();
  /** What is looked up before anybody asks, by address, until somebody does. */
  private early: Promise<ReadonlyMap<bigint, FoundLines['frames'][number]>> | undefined;
  private found: Promise<readonly FoundTool[]> | undefined;
  /** What each tool that did not cope has said: it is not asked about this file again. */
  private readonly failures = new Map<string, string>();

  constructor(
    private readonly file: string,
    private readonly bench: ToolBench,
    private readonly find: () => Promise<readonly FoundTool[]>,
    private readonly configured: string | undefined,
  ) {}

  /**
   * Has a tool read the file, and look up what will be asked for, before it is. What goes wrong is told to the first who does.
   * @throws `signal.reason` on abort.
   */
  async warm(addresses: readonly bigint[], signal: AbortSignal): Promise<void> {
    const asked = addresses.length > 0 ? addresses.slice(0, MOST_EARLY) : [0n];
    this.early = this.search(asked, undefined, signal).then(
      ({ frames }) => new Map(frames.map((each, index) => [asked[index] ?? 0n, each])),
    );
    await this.early;
  }

  async lines(
    addresses: readonly bigint[],
    section: string | undefined,
    signal: AbortSignal,
  ): Promise<FoundLines> {
    // One that never answers keeps nobody waiting twice.
    const early = this.early && (await raceAbort(this.early, signal));
    if (!early || section !== undefined) return await this.search(addresses, section, signal);
    this.early = Promise.resolve(NOTHING);
    const rest = addresses.filter((address) => !early.has(address));
    const { frames, problem } = rest.length > 0 ? await this.search(rest, section, signal) : NO_LINES;
    if (problem !== undefined) return { frames, problem };
    const late = new Map(rest.map((address, index) => [address, frames[index] ?? []]));
    return { frames: addresses.map((address) => early.get(address) ?? late.get(address) ?? []) };
  }

  private async search(
    addresses: readonly bigint[],
    section: string | undefined,
    signal: AbortSignal,
  ): Promise<FoundLines> {
    this.found ??= this.find();
    const found = await this.found;
    if (found.length === 0) return { frames: [], problem: noTool(this.configured) };
    const fitting = found.filter(({ knowsSections }) => section === undefined || knowsSections);
    if (fitting.length === 0) return { frames: [], problem: noSectionTool(this.file) };
    for (const tool of fitting) {
      if (this.failures.has(tool.program)) continue;
      const frames = await this.ask(tool, addresses, section, signal);
      if (frames) return { frames };
    }
    return { frames: [], problem: [...this.failures.values()][0] ?? noTool(this.configured) };
  }

  private async ask(
    found: FoundTool,
    addresses: readonly bigint[],
    section: string | undefined,
    signal: AbortSignal,
  ): Promise<FoundLines['frames'] | undefined> {
    const tool = this.toolFor(found, section);
    await this.bench.use(tool);
    try {
      return await tool.ask(addresses, signal);
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      this.failures.set(found.program, toolFailed(found.program, this.file, error));
      // A file that keeps one tool busy for ever may do so with the next one: one time limit is enough.
      if (error.cause instanceof TimeoutError) this.found = Promise.resolve([found]);
      return undefined;
    }
  }

  private toolFor(found: FoundTool, section: string | undefined): AskedTool {
    const key = `${found.program}\0${section ?? ''}`;
    const known = this.tools.get(key);
    if (known) return known;
    const made = this.bench.make(found, this.file, section);
    this.tools.set(key, made);
    return made;
  }
}
