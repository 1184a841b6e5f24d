/** What of a program has run: each line at least once, or never. QEMU does not say how often. @module */
import * as l10n from '@vscode/l10n';

export interface CoveredFunction {
  /** As the symbol table has it. */
  readonly name: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** The part of the run in which it ran first, counted from 1; 0 if it never did. */
  readonly firstRun: number;
}

/** One source, as far as it was compiled into the images. */
export interface CoveredFile {
  /** As the compiler wrote it: absolute, or relative to where it ran. */
  readonly path: string;
  /** The lines that have code, ascending, counted from 1. */
  readonly lines: Uint32Array;
  /** For each of these lines the part of the run in which any of its code ran first, counted from 1; 0 if none ever did. */
  readonly firstRuns: Uint16Array;
  /** By their lines. */
  readonly functions: readonly CoveredFunction[];
}

/** An image that gives no lines, and why. */
export interface UncoveredImage {
  readonly file: string;
  readonly message: string;
}

export interface Coverage {
  /** By their paths. */
  readonly files: readonly CoveredFile[];
  readonly problems: readonly UncoveredImage[];
  /** Whether code may have run that is not known of. */
  readonly isIncomplete: boolean;
  /** How many instructions are known to have run, in these images or elsewhere. */
  readonly instructions: number;
}

/** How many of some things have run. */
export interface RunCount {
  readonly ran: number;
  readonly all: number;
}

export const lineCount = ({ firstRuns }: Pick<CoveredFile, 'firstRuns'>): RunCount => ({
  ran: firstRuns.reduce((sum, part) => sum + (part > 0 ? 1 : 0), 0),
  all: firstRuns.length,
});

export const functionCount = ({ functions }: Pick<CoveredFile, 'functions'>): RunCount => ({
  ran: functions.filter(({ firstRun }) => firstRun > 0).length,
  all: functions.length,
});

export const sumOf = (counts: readonly RunCount[]): RunCount => ({
  ran: counts.reduce((sum, { ran }) => sum + ran, 0),
  all: counts.reduce((sum, { all }) => sum + all, 0),
});

/** What is to be said about a coverage besides its lines, a sentence each. */
export function coverageRemarks({
  problems,
  isIncomplete,
  instructions,
  files,
}: Coverage): readonly string[] {
  const told = problems.map(({ file, message }) => l10n.t('{0} gives no lines: {1}.', file, message));
  if (isIncomplete)
    told.push(l10n.t('Code may have run that is not shown: QEMU’s log was too much to read.'));
  if (instructions === 0)
    told.push(
      l10n.t('QEMU has told of no code that ran. It does so only where it translates code itself (TCG).'),
    );
  else if (files.length === 0 && problems.length === 0)
    told.push(l10n.t('No program with debug information is known. Build it with -g.'));
  return told;
}
