import * as l10n from '@vscode/l10n';
import { CancelledError, ChildAbortController, onAbort, raceAbort } from '../../concurrency/abort';
import { IdleEnd } from '../../concurrency/idleEnd';
import type { TaskGroup } from '../../concurrency/taskGroup';
import type { CrashReport } from '../../crash/report';
import {
  type GuestPlace,
  type GuestResolution,
  GuestSymbols,
  type ToldLoads,
} from '../../symbols/guestSymbols';
import { kernelAt } from '../../symbols/loads/readers/linuxKernel';
import { ImageIndex } from '../../symbols/images/imageIndex';
import { SourceFinder } from '../../symbols/sources/sourceFinder';
import { Symbolizer, type SymbolizerOptions } from '../../symbols/symbolizer';
import { guestFiles, type GuestFilePlaces, type KnownFiles } from './guestFiles';
import type { KernelSlide } from './kernelSlide';
import { type ReportSymbols, resolveReport } from './resolveReport';
import type { ResolvedReport } from './resolvedReport';

/** What a machine's symbols need from their owner. */
export interface MachineSymbolsSetup {
  readonly name: string;
  /** They and the processes that are asked belong to a group in here. */
  readonly tasks: TaskGroup;
  /** Resolves when the machine has ended. Never rejects. */
  readonly exit: Promise<unknown>;
  /** Asked at each use: a debugger that attaches later knows more. */
  readonly known: () => KnownFiles;
  readonly symbolizer: () => SymbolizerOptions;
  /** `DEBUGINFOD_URLS` in it names servers that may be asked for sources. */
  readonly environment: NodeJS.ProcessEnv;
  /** Absent where nobody can be asked: an external QEMU's monitor is its debug session's. */
  readonly kernel?: Pick<KernelSlide, 'of'>;
}

/** A person reads on in the terminal of a machine that has ended; after that the files are opened once more. In milliseconds. */
const KEPT_MS = 30_000;

/** Sources that are looked for at a time. */
const SOURCES_AT_ONCE = 64;

type Opened = ReportSymbols & Pick<GuestFilePlaces, 'loads' | 'program'>;

/** What the addresses of one machine mean, by the files of this computer that belong to it. Opened when first asked. */
export class MachineSymbols {
  private readonly group: TaskGroup;
  private opened: { readonly key: string; readonly files: Promise<Opened> } | undefined;
  private readonly idle = new IdleEnd(KEPT_MS);

  constructor(private readonly setup: MachineSymbolsSetup) {
    this.group = setup.tasks.group(`symbols of ${setup.name}`);
    // Not waited for: it only waits itself.
    this.group.daemon('end of the machine', ({ signal }) => this.live(signal));
  }

  /** Whether it is of no use any more: the machine ended a while ago. */
  get isOver(): boolean {
    return this.group.isClosing || this.group.signal.aborted;
  }

  /**
   * What is known about places that the guest has printed, in their order.
   * @throws `signal.reason` on abort; what ended the group.
   */
  resolve(
    places: readonly GuestPlace[],
    told: ToldLoads,
    signal: AbortSignal,
  ): Promise<readonly GuestResolution[]> {
    return this.use('symbols of a line', signal, async (opened, own) =>
      opened.symbols.resolve(places, await this.known(opened, told, own), own),
    );
  }

  /** The files of all that the guest has loaded, and what is wrong with others. @throws as {@link resolve} does. */
  images(told: ToldLoads, signal: AbortSignal): ReturnType<GuestSymbols['images']> {
    return this.use('images of the guest', signal, async (opened, own) =>
      opened.symbols.images(await this.known(opened, told, own), own),
    );
  }

  /** The path here of a source that symbols speak of. @throws as {@link resolve} does. */
  source(recorded: string, buildId: string | undefined, signal: AbortSignal): Promise<string | undefined> {
    return this.use('a source', signal, ({ sources }, own) => sources.find(recorded, buildId, own));
  }

  /**
   * The paths here of sources that symbols speak of, in their order: undefined for one that is not on this computer. Nothing
   * is fetched.
   * @throws as {@link resolve} does.
   */
  sourcesHere(recorded: readonly string[], signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    return this.use('sources', signal, async ({ sources }, own) => {
      const found: (string | undefined)[] = [];
      for (let first = 0; first < recorded.length; first += SOURCES_AT_ONCE) {
        own.throwIfAborted();
        const some = recorded.slice(first, first + SOURCES_AT_ONCE);
        found.push(...(await Promise.all(some.map((each) => sources.findHere(each)))));
      }
      return found;
    });
  }

  /** The path here of a source that only the guest speaks of. @throws as {@link resolve} does. */
  printedSource(printed: string, signal: AbortSignal): Promise<string | undefined> {
    return this.use('a source that the guest names', signal, ({ sources }) => sources.findPrinted(printed));
  }

  /** The frames of a report with functions, files and lines. @throws as {@link resolve} does. */
  report(report: CrashReport, told: ToldLoads, signal: AbortSignal): Promise<ResolvedReport> {
    return this.use('symbols of a crash', signal, async (opened, own) => {
      // It may have been fetched, or generated, since the last crash.
      opened.sources.forget();
      return await resolveReport(report, opened, await this.known(opened, told, own), own);
    });
  }

  /** What the guest says is newer than what the person has configured; what it has not said, its memory may. */
  private async known({ loads, program }: Opened, told: ToldLoads, signal: AbortSignal): Promise<ToldLoads> {
    const all = { ...told, loads: [...loads, ...told.loads] };
    if (program === undefined || all.loads.some(({ kind }) => kind === 'linux')) return all;
    const slide = await this.setup.kernel?.of(program, signal);
    return slide === undefined ? all : { ...all, loads: [...all.loads, kernelAt(slide)] };
  }

  private async live(signal: AbortSignal): Promise<void> {
    const machine = this.idle.use();
    try {
      await raceAbort(this.setup.exit, signal);
      machine.dispose();
      await this.idle.wait(signal, () => Promise.resolve());
    } finally {
      this.group.closeSoon();
    }
  }

  /** Does it as a task of the group, for which the caller's signal is no failure. */
  private use<T>(
    what: string,
    signal: AbortSignal,
    work: (opened: Opened, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const running = this.group.run(what, async (task) => {
      const use = this.idle.use();
      const own = new ChildAbortController(task.signal);
      const subscription = onAbort(signal, () => own.abort(new CancelledError()));
      try {
        const opened = await task.waitFor('the symbol files', raceAbort(this.open(), own.signal));
        return await task.waitFor('the symbolizer', work(opened, own.signal));
      } finally {
        use.dispose();
        subscription.dispose();
        own.dispose();
      }
    });
    return raceAbort(running, signal);
  }

  private open(): Promise<Opened> {
    const known = this.setup.known();
    const symbolizer = this.setup.symbolizer();
    const key = JSON.stringify([known, symbolizer]);
    if (this.opened?.key !== key)
      this.opened = {
        key,
        files: this.group.run('symbol files', (task) => this.read(known, symbolizer, task.signal)),
      };
    return this.opened.files;
  }

  private async read(known: KnownFiles, tool: SymbolizerOptions, signal: AbortSignal): Promise<Opened> {
    const { program, images, loads, sources } = await guestFiles(known);
    const index = await ImageIndex.of(images, signal);
    const symbols = new GuestSymbols(new Symbolizer(this.group, tool), { program, index });
    return {
      symbols,
      loads,
      ...(program !== undefined && { program }),
      sources: new SourceFinder(sources, this.setup.environment),
      advice,
    };
  }
}

const advice = (file: string): string =>
  l10n.t(
    'build {0} with debug information, and name it in "symbolFiles" of the launch configuration or open its folder.',
    file,
  );
