import type { TestProtocol } from '../../config/steps/runSchema';
import type { EndReport } from '../../machine/end/endReport';
import type { Summary, TestResult } from '../protocols/protocol';

/** What a thread that reads tests is made for. */
export interface TestThreadSetup {
  /** The descriptor of the port's spool. */
  readonly spool: number;
  readonly protocol: TestProtocol;
  /** Tells what is printed, too. */
  readonly tellsOutput: boolean;
  /** English text → the language of the editor; none in English. */
  readonly translations?: Readonly<Record<string, string>>;
}

/** How far a port has come. */
export interface ReadOrder {
  readonly end: number;
  /** The oldest byte that is still there. */
  readonly kept: number;
  /** How the port's text is bytes; UTF-8 if it is not told. */
  readonly encoding?: string;
  /** How the machine has ended: nothing follows. */
  readonly report?: EndReport | undefined;
}

/** A result, and what was printed about it, if it is no pass: its place is where a line says that it failed, unless the result does. */
export interface ToldResult extends TestResult {
  /** The lines of the test up to its result, from where it tells of its failure on; the last ones, if there are many. */
  readonly lines?: readonly string[];
}

/** What a port has printed, in its order: lines, each with its line feed, and results. All of it comes from the guest: bounded, hostile. */
export type TestItem = { readonly output: string } | { readonly result: ToldResult };

export interface TestsRead {
  /** How far it was read. */
  readonly position: number;
  /** Since the last look, in their order; not more than a message's worth. */
  readonly items: readonly TestItem[];
  /** There are more items: to be asked again at once. */
  readonly hasMore: boolean;
  /** The last line that has come. */
  readonly lastLine: string;
  /** All of it, once nothing follows and all items are told. */
  readonly summary?: Summary;
}

/* A type alias, not an interface, since only that fits the index signatures of WorkerProtocol. */
export type TestThreadProtocol = {
  readonly requests: {
    /** Reads on, not more than a moment's work; to be asked again until it is at the end. */
    readonly read: { readonly params: ReadOrder; readonly result: TestsRead };
  };
  readonly toWorker: never;
  readonly fromWorker: never;
};
