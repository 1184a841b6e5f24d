import type { CrashReport } from '../../../crash/report';
import type { ToldLoads } from '../../../symbols/loads/toldLoads';
import type { WaitMatch } from '../../waitMatch';

/** What is searched for, and where: everything that a search needs to begin, on whatever thread. */
export interface SearchOrder {
  /** The spool. */
  readonly path: string;
  /** The byte offset to begin at. */
  readonly from: number;
  readonly pattern: string | RegExp;
  /** Searches the bytes as they are, not the text as a person sees it. */
  readonly raw: boolean;
  /** How its text is bytes; UTF-8 if it is not told, here and below. */
  readonly encoding?: string;
}

/** `linear`: the work is in proportion to the text, whatever the pattern. `backtracking`: it need not end at all. */
export type Engine = 'linear' | 'backtracking';

export interface Look {
  readonly search: number;
  /** How far the stream goes by now. */
  readonly end: number;
  /** The oldest byte that is still there. */
  readonly kept: number;
}

export interface Looked {
  /** How far the search has come. */
  readonly position: number;
  /** The first byte that it may have to read again. */
  readonly needed: number;
  readonly match?: WaitMatch;
}

/** A pattern, and the text that it is looked for in. */
export interface TestOrder {
  readonly pattern: RegExp;
  readonly text: string;
  /** Whether it is tried whatever it takes. */
  readonly anyPattern: boolean;
}

/** What is to be read for crashes. */
export interface CrashOrder {
  readonly port: number;
  /** The spool. */
  readonly path: string;
  /** How far the stream goes by now. */
  readonly end: number;
  /** The oldest byte that is still there. */
  readonly kept: number;
  /** Nothing follows for now: reports that have begun are complete. */
  readonly flush: boolean;
  /** The offset of the first byte after the machine's last reset, if that was not read yet. */
  readonly resetAt?: number | undefined;
  /** Tells of changed loads also when no report needs them. */
  readonly tellLoads: boolean;
  readonly encoding?: string;
}

/** What was found in a port's text: a crash, or what is loaded from here on. */
export type CrashFinding = { readonly report: CrashReport } | { readonly loads: ToldLoads };

export interface CrashesRead {
  /** How far it was read. */
  readonly position: number;
  /** In the order of the text: a report comes after the loads that it belongs to. */
  readonly findings: readonly CrashFinding[];
  /** Whether a report has begun that may still go on. */
  readonly isReading: boolean;
  /** Whether loads have changed that were not told. */
  readonly hasUntoldLoads: boolean;
}

export interface CrashAnswer extends CrashesRead {
  /** The fields of rules that are not used, since their patterns are not linear; told once. */
  readonly refused: readonly string[];
}

/** A part of a spool as a person reads it. */
export interface TextOrder {
  readonly path: string;
  /** Byte offsets: of the first one, and of the one behind the last. */
  readonly from: number;
  readonly to: number;
  /** With words in place of times, addresses and process ids, which differ from run to run. */
  readonly masked: boolean;
  readonly encoding?: string | undefined;
}

/* Type aliases, not interfaces, since only those fit the index signatures of WorkerProtocol. */
export type SearchProtocol = {
  readonly requests: {
    readonly begin: {
      readonly params: SearchOrder & { readonly search: number };
      readonly result: Engine;
    };
    /** Looks at a part of what is there, not more than a moment's work; to be asked again until it is at the end. */
    readonly look: { readonly params: Look; readonly result: Looked };
    /** Whether a text that is at hand has a match; undefined when the pattern is not linear and was not tried. */
    readonly test: { readonly params: TestOrder; readonly result: boolean | undefined };
    /** Reads on in a port's spool, not more than a moment's work. */
    readonly readCrashes: { readonly params: CrashOrder; readonly result: CrashAnswer };
    /** The caller bounds how much it asks for: nothing else is answered meanwhile. */
    readonly text: { readonly params: TextOrder; readonly result: string };
  };
  readonly toWorker: { readonly type: 'end'; readonly search: number };
  readonly fromWorker: never;
};
