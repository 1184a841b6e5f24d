import type { ResolvedReport } from '../machine/crash/resolvedReport';
import type { FoundCrash } from './foundCrashes';

export interface ShownCrash extends ResolvedReport {
  readonly found: FoundCrash;
}

/** How what was found is printed. Texts are made one report at a time: a log may have any number. */
export interface Output {
  begin(): string;
  /** @param log As the person named it. */
  beginLog(log: string): string;
  crash(crash: ShownCrash): string;
  endLog(): string;
  end(): string;
}
