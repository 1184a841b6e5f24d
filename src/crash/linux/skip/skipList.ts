/**
 * Functions that report, check or carry out what others ask of them: a fault in one of them is its caller's. Both
 * are about plain functions, without `.cold` and the like.
 */
export interface SkipList {
  readonly names: readonly string[];
  /** A name that begins with one of these. */
  readonly prefixes: readonly string[];
}

/** The words of a text. */
export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
