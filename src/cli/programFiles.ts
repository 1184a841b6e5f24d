import { stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import type { TaskGroup } from '../concurrency/taskGroup';
import type { CrashSystem } from '../crash/report';
import type { ReportSymbols } from '../machine/crash/resolveReport';
import { RELOCATABLE, withElf } from '../symbols/elf';
import { GuestSymbols } from '../symbols/guestSymbols';
import { ImageIndex } from '../symbols/images/imageIndex';
import { KERNEL } from '../symbols/loads/readers/linuxKernel';
import { SourceFinder } from '../symbols/sources/sourceFinder';
import { Symbolizer } from '../symbols/symbolizer';

/** Systems whose program has a name of its own. */
const PROGRAMS = ['linux', 'uboot', 'optee'] as const;

/** The files that the person has named with `--program`. */
export class ProgramFiles {
  private readonly symbolizer: Symbolizer;
  /** Nothing is fetched: paths are shown as the compiler wrote them where they are not here. */
  private readonly sources = new SourceFinder({ folders: [] }, {});

  private constructor(
    tasks: TaskGroup,
    private readonly index: ImageIndex,
    private readonly first: string | undefined,
    private readonly hasFiles: boolean,
  ) {
    this.symbolizer = new Symbolizer(tasks, { searchPath: process.env['PATH'] ?? '' });
  }

  /** @throws the file system's error; `signal.reason` of the group. */
  static async open(paths: readonly string[], tasks: TaskGroup): Promise<ProgramFiles> {
    const index = await ImageIndex.of(paths, tasks.signal);
    return new ProgramFiles(tasks, index, await firstProgram(paths), paths.length > 0);
  }

  /** For the reports of one system: a log may have the firmware's and the kernel's. */
  symbolsFor(system: CrashSystem): ReportSymbols {
    const program = this.ofSystem(system) ?? this.first;
    return {
      symbols: new GuestSymbols(this.symbolizer, { program, index: this.index }),
      sources: this.sources,
      // Somebody who names no program at all wants what the log says.
      advice: this.hasFiles ? advice : undefined,
    };
  }

  private ofSystem(system: CrashSystem): string | undefined {
    const kind = PROGRAMS.find((known) => known === system);
    return kind && this.index.fileOf({ kind, name: kind === 'linux' ? KERNEL : kind });
  }
}

const advice = (file: string): string =>
  l10n.t('build {0} with debug information, and give it with --program.', file);

async function firstProgram(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if ((await stat(path)).isFile() && !(await isModule(path))) return path;
  return undefined;
}

/** What is no ELF file at all is taken for the program: its symbolizer says what is wrong with it. */
function isModule(path: string): Promise<boolean> {
  return withElf(path, (elf) => Promise.resolve(elf.header.type === RELOCATABLE)).catch(() => false);
}
