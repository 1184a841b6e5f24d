import { raceAbort } from '../../concurrency/abort';
import { type AskedTool, ToolError } from './askedTool';
import { TimeoutError } from '../../concurrency/timeout';
import type { FoundTool } from './findTool';
import { noSectionTool, noTool, toolFailed } from './problems';
import type { FoundLines, LineSource } from './symbolImage';
import type { ToolBench } from './toolBench';

/** The lines of one file, from the first tool that copes with it. */
export class ToolLines implements LineSource {
  private readonly tools = new Map<string, AskedTool>();
  private warming: Promise<unknown> | undefined;
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
   * Has a tool read the file before anybody asks. What goes wrong is told to the first who does.
   * @throws `signal.reason` on abort.
   */
  async warm(signal: AbortSignal): Promise<void> {
    this.warming = this.search([0n], undefined, signal);
    await this.warming;
  }

  async lines(
    addresses: readonly bigint[],
    section: string | undefined,
    signal: AbortSignal,
  ): Promise<FoundLines> {
    // One that never answers keeps nobody waiting twice.
    if (this.warming) await raceAbort(this.warming, signal);
    return await this.search(addresses, section, signal);
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
