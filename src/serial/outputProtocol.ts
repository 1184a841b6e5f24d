import type { OwnRules, TimestampKind } from './protocol';

/** What a port has said, of a machine that runs or has ended: files, and how much of them. */
export interface OutputSource {
  /** Stands in front of its lines where there are several sources. */
  readonly name: string;
  /** The spool. */
  readonly path: string;
  /** The file of arrival times; there need be none. */
  readonly times: string;
  /** How its text is bytes, as `files.encoding` names it; UTF-8 if it is not told. */
  readonly encoding?: string;
  /** The oldest byte that is still there. */
  readonly kept: number;
  /** The offset behind the last byte. */
  readonly end: number;
}

/** Something that happened beside the ports. */
export interface OutputEvent {
  /** In milliseconds since 1970. */
  readonly time: number;
  readonly text: string;
}

/**
 * Which part is wanted: the end; as much as there is behind these offsets, one for each source, or what is up to others; what is around a byte of a source, or
 * around a time in milliseconds since 1970.
 */
export type OutputPivot =
  | { readonly at: 'end' }
  | { readonly at: 'from'; readonly offsets: readonly number[]; readonly ends?: readonly number[] }
  | { readonly at: 'byte'; readonly source: number; readonly offset: number }
  | { readonly at: 'time'; readonly time: number };

export interface WindowOrder {
  readonly sources: readonly OutputSource[];
  /** Shown between the lines of several sources, in the order of time. */
  readonly events: readonly OutputEvent[];
  readonly pivot: OutputPivot;
  /** How much is read of all sources together, in bytes. */
  readonly bytes: number;
  readonly timestamps: TimestampKind | undefined;
}

/** How characters look. Colours: 0 to 15 are the theme's, others are `#rrggbb`. */
export interface TextStyle {
  readonly foreground?: number | string;
  readonly background?: number | string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly struck?: boolean;
}

export type LogLevel = 'error' | 'warning';

/** A part of what ports have said, as text. Lines count from 0, columns from 0 in UTF-16 units. */
export interface OutputWindow {
  /** Lines end with `\n`, but for the last one. */
  readonly text: string;
  /** For each line the offset of its first byte; -1 for an event. */
  readonly offsets: Float64Array;
  /** For each line when it came, in milliseconds since 1970; NaN where that is not known. */
  readonly times: Float64Array;
  /** For each line whose it is. */
  readonly sources: Uint8Array;
  readonly styles: readonly TextStyle[];
  /** Line, first column, column behind the last one, style: four numbers a span. */
  readonly spans: Uint32Array;
  /** Line, first column, column behind the last one of what is ours: times and names. */
  readonly additions: Uint32Array;
  readonly levels: readonly { readonly line: number; readonly level: LogLevel }[];
  /** Lines with which a boot begins, by a reset of the machine. */
  readonly boots: readonly number[];
  /** What was read of each source. */
  readonly slices: readonly { readonly from: number; readonly to: number }[];
  /** The line of the pivot; the last one for the end. */
  readonly pivotLine: number;
}

/** How what a port has said is saved. */
export type SaveFormat = 'raw' | 'text' | 'timed' | 'asciicast';

export interface SaveOrder {
  readonly source: OutputSource;
  readonly format: SaveFormat;
  /** Of `timed`. */
  readonly timestamps: TimestampKind;
  /** The file to be written; another one of that name is replaced when all is written. */
  readonly target: string;
  readonly title: string;
  /** Of an asciicast. */
  readonly size: { readonly columns: number; readonly rows: number };
}

export interface FindOrder {
  readonly source: OutputSource;
  readonly pattern: string | RegExp;
  /** No more matches are looked for than this. */
  readonly most: number;
}

export interface FoundText {
  /** Offsets of the first byte, and of the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** The line that it begins in, shortened. */
  readonly line: string;
  /** In milliseconds since 1970, if it is known. */
  readonly time: number | undefined;
}

export interface Found {
  readonly matches: readonly FoundText[];
  /** There are, or may be, more. */
  readonly isPart: boolean;
}

/** Which crash is wanted: the first one from these offsets on, one for each source, or the last one before them. */
export interface CrashOrderInOutput {
  readonly sources: readonly OutputSource[];
  readonly from: readonly number[];
  readonly forward: boolean;
  /** The person's own. */
  readonly ownRules: OwnRules | undefined;
}

export interface CrashPlace {
  readonly source: number;
  /** The offset of its first byte. */
  readonly start: number;
  /** In milliseconds since 1970, if it is known. */
  readonly time: number | undefined;
}

/* A type alias, not an interface, since only those fit the index signatures of WorkerProtocol. */
export type OutputRequests = {
  readonly readWindow: { readonly params: WindowOrder; readonly result: OutputWindow };
  readonly saveOutput: { readonly params: SaveOrder; readonly result: { readonly bytes: number } };
  readonly findCrash: { readonly params: CrashOrderInOutput; readonly result: CrashPlace | undefined };
  readonly findText: { readonly params: FindOrder; readonly result: Found };
};
