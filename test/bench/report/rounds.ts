/** What a round of each group gives, by road: the numbers of `programs/` that a row of the table is about. */
import type { FloodResult } from '../floods/measure';
import type { TypingResult } from '../support/typing';
import type { WindowResult } from '../vscode/result';

/** Bytes a second of each side in one turn. */
export interface DuelRound {
  readonly limit: number;
  readonly ours: number;
  readonly again: number;
}

/** One turn of a flood in which nobody looks for crashes, and of one in which somebody does. */
export type CrashRound = Readonly<Record<'plain' | 'watched', FloodResult>>;

export type FloodRound = Partial<Readonly<Record<'ours' | 'naive' | 'pty' | 'socat', FloodResult>>>;

export type EchoRound = Readonly<Record<'ours' | 'raw' | 'floor', TypingResult>>;

interface ScanResult {
  readonly bytesPerSecond: number;
  readonly writerBytesPerSecond: number;
}

export type ScanRound = Readonly<Record<'plain' | 'patterns', ScanResult>>;

interface MemoryResult {
  readonly bytesPerSecond: number;
  readonly growthBytes: number;
  readonly overLimitBytes: number;
  readonly missingBytes: number;
  readonly equal: boolean;
  /** Bytes received and bytes resident, over the time. */
  readonly memory: readonly (readonly [number, number])[];
}

export type MemoryRound = Readonly<Record<'ours' | 'full', MemoryResult>>;

interface LaunchResult {
  readonly firstMs: number;
  readonly laterMs: readonly number[];
}

/** One boot of each. */
export interface CoverageRound {
  readonly plainMs: number;
  readonly coveredMs: number;
  /** With coverage of each test. */
  readonly tracedMs: number;
}

export type LaunchRound = Readonly<Record<'ours' | 'bare', LaunchResult>>;
export type DebugRound = Readonly<Record<'ours' | 'plain', LaunchResult>>;

interface PortsResult {
  readonly cores: number;
  /** Less than was asked for, if the computer has no time for the guests. */
  readonly bytesPerSecond: number;
  readonly firstCores?: number;
}

export type PortsRound = Readonly<Record<string, PortsResult>>;

export type StopRound = Readonly<Record<'bare' | 'healthy' | 'stopped' | 'frozen', { readonly ms: number }>>;

export interface SizesRound {
  readonly ours: Readonly<Record<'extension' | 'worker' | 'vsix', number>>;
}

export interface WindowRound {
  readonly ours: WindowResult;
}

/** Rounds by group. */
export type Samples = Readonly<Record<string, readonly unknown[]>>;

/** The computer, and what else it did at that time. */
export interface Conditions {
  readonly mode: 'quick' | 'full';
  readonly date: string;
  readonly commit: string;
  readonly processors: number;
  readonly processor: string;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  readonly qemu: string;
  readonly loadBefore: number;
  readonly loadAfter: number;
  /** The share of the processors' time that the host of a virtual machine gave to others. */
  readonly stolen: number;
  /** Groups that were measured again later: their names, and how that was. */
  readonly again?: Readonly<Record<string, Conditions>>;
}
