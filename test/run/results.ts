import type { Stats, Test } from 'mocha';

/** A failure's message is cut here, in characters: the table of `npm test` says what failed, the stage's own output why. */
const MESSAGE_CHARACTERS = 300;

/** What a mocha run tells `npm test`: its numbers, and what failed with the first words of why. */
export interface Results extends Stats {
  /** What failed, a line each. */
  readonly failed: readonly string[];
}

/** @param failures The failed tests and hooks, as a mocha reporter collects them. */
export function resultsOf(stats: Stats, failures: readonly Test[]): Results {
  return { ...stats, failed: failures.map(describe) };
}

function describe(test: Test): string {
  const reason = String(test.err?.message ?? test.err ?? '').trim();
  const text = `${test.fullTitle()}: ${reason.replace(/\s+/g, ' ')}`;
  return text.length > MESSAGE_CHARACTERS ? `${text.slice(0, MESSAGE_CHARACTERS)}…` : text;
}
