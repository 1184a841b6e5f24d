/** Where a wait for text found its pattern. */
export interface WaitMatch {
  readonly text: string;
  /** Capture groups of a RegExp; empty for a string. */
  readonly groups: readonly (string | undefined)[];
  /** Byte offset of the first byte of the match, and of the byte after it. */
  readonly start: number;
  readonly end: number;
}
