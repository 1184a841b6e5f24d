/** What a document shows now. */
export interface ShownText {
  readonly bytes: Uint8Array;
  /** Grows with each change. */
  readonly version: number;
}
