import type { Blame } from './blame';
import type { LinuxFacts } from './facts';
import type { Opening } from '../opening';

/** What a rule has made of a report. */
export interface Naming {
  /** The title without the function; `BUG: corrupted list`. */
  readonly title: string;
  /** Titles under which one fault is known whatever its cause was found to be: `bad-access` makes `bad-access in f`. */
  readonly families?: readonly string[];
  /** Whole titles that mean the same. */
  readonly altTitles?: readonly string[];
  readonly type: string;
  /** `none` when the title is complete without a function. */
  readonly blame: Blame | 'none' | undefined;
  /** Why the report cannot be whole, if something that belongs to it is missing. */
  readonly missing?: string;
  /** Replaces everything: the guest's words are not as expected, and the title is made from its first line. */
  readonly plain?: boolean;
}

/** One kind of Linux report: how it begins, and what it is called. */
export interface LinuxKind {
  /** Literal texts, one of which stands in each first line. */
  readonly triggers: readonly string[];
  /** Is matched against the line without its console prefix. */
  readonly begins: RegExp;
  /**
   * The line also stands inside reports of other kinds, as a further part of them: it begins one only when none of the
   * same task is being read.
   */
  readonly follows?: boolean;
  /** Further lines of the same kind belong to one report: a watchdog that names several tasks. */
  readonly repeats?: boolean;
  /** The report is one line: it stands between those of another one without cutting it off. */
  readonly brief?: boolean;
  /** Lines of other tasks and processors belong to it, too. */
  readonly everybody?: boolean;
  /** Lines that begin reports of other kinds, but only say more about this one. */
  readonly absorbs?: RegExp;
  name(opening: Opening, facts: LinuxFacts): Naming | undefined;
}
