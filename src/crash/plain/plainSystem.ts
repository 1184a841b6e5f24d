import type { ConsoleLine } from '../console/consoleLine';
import type { CrashFrame, CrashRegister, CrashReport, CrashSystem, CrashTask } from '../report';
import type { Opening } from '../opening';

/** What a report's lines say. */
export interface PlainFacts {
  readonly lines: readonly ConsoleLine[];
  readonly frames: readonly CrashFrame[];
  readonly registers: readonly CrashRegister[];
}

/** What a rule makes of a report. */
export interface PlainNaming extends Pick<CrashReport, 'title' | 'type'> {
  /** When it is another one than the recogniser's. */
  readonly system?: CrashSystem;
  readonly altTitles?: readonly string[];
  readonly guilty?: CrashFrame;
  readonly guiltyName?: string;
  readonly corrupted?: string;
  readonly file?: string;
  readonly line?: number;
  readonly tasks?: readonly CrashTask[];
  readonly frames?: readonly CrashFrame[];
  readonly registers?: readonly CrashRegister[];
}

/** One kind of report. */
export interface PlainRule {
  readonly triggers: readonly string[];
  /** Is matched against the line without its console prefix. */
  readonly begins: RegExp;
  /** Names the report; nothing when the lines after the first show that it is none. */
  name(opening: Opening, facts: PlainFacts): PlainNaming | undefined;
}

/** Whether a line is of some kind; a pattern is one. */
interface LineTest {
  test(text: string): boolean;
}

/** A system whose reports are one run of lines. */
export interface PlainSystem {
  readonly system: CrashSystem;
  readonly rules: readonly PlainRule[];
  readFrame(line: ConsoleLine): CrashFrame | undefined;
  /** Lines that belong to a report although they are neither frame nor register. */
  readonly parts: LineTest;
  /** The last line of a report. */
  readonly last?: LineTest;
  /** The first line after one; what the system prints when it starts again. */
  readonly over?: RegExp;
  /** Lines that begin a report elsewhere, and say more about one that is being read. */
  readonly joins?: RegExp;
  /** This many lines of something else end it. */
  readonly patience?: number;
}
