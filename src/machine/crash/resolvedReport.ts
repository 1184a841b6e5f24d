import type { CrashFrame, CrashReport } from '../../crash/report';

/** A line of a source that is on this computer. */
export interface SourcePlace {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column?: number;
}

/** A call in a crash, as the symbol files know it. */
export interface ResolvedFrame {
  /** What the guest printed. */
  readonly printed: CrashFrame;
  /** Hexadecimal without `0x`: as printed, else as linked. */
  readonly address?: string;
  readonly function?: string;
  /** As the compiler wrote it, or as the guest printed it. */
  readonly file?: string;
  /** Where that file is on this computer. */
  readonly path?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  /** Inlined into the frame that follows. */
  readonly inlined: boolean;
}

export interface ResolvedReport {
  readonly report: CrashReport;
  /** In the order of the report's frames, each with what is inlined there before it. */
  readonly frames: readonly ResolvedFrame[];
  /** The line to look at first: one whose file is on this computer. */
  readonly guilty?: SourcePlace;
  /** Why there is not more, each sentence once. */
  readonly problems: readonly string[];
}
