import type { SourceFrame } from './sourceFrame';

/** How one tool is asked over its standard input and answers over its standard output. */
export interface Dialect {
  /** @param section Addresses count from the beginning of this one: in a relocatable file each begins at 0. */
  options(file: string, section: string | undefined): readonly string[];
  /** What is written for a batch of addresses, line ends included. */
  question(addresses: readonly bigint[]): string;
  /** Reads the answers to one batch. */
  reader(addresses: readonly bigint[]): AnswerReader;
}

/** Takes the lines of the answers to one batch, in order. */
export interface AnswerReader {
  /**
   * @returns the frames of each address once the last of them is known.
   * @throws {AnswerError} when the line is not what the tool answers in any known version.
   */
  take(line: string): readonly (readonly SourceFrame[])[] | undefined;
}

/** A tool said something that is no answer. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/** Inlined frames of one address: real programs have some dozens. */
export const MOST_FRAMES = 1000;

export const hex = (address: bigint): string => `0x${address.toString(16)}`;
