/** A failure's message is cut here, in characters: the table of `npm test` says which failed, the stage's own print says why. */
const MESSAGE_CHARACTERS = 300;

/**
 * What a mocha run tells `npm test`: its numbers, and what failed with the first line of why.
 * @param stats mocha's `runner.stats`.
 * @param failures the failed tests and hooks, as a mocha reporter collects them.
 */
export function resultsOf(stats, failures) {
  return { ...stats, failed: failures.map(describe) };
}

function describe(test) {
  const reason = String(test.err?.message ?? test.err ?? '').trim();
  const text = `${test.fullTitle()}: ${reason.replace(/\s+/g, ' ')}`;
  return text.length > MESSAGE_CHARACTERS ? `${text.slice(0, MESSAGE_CHARACTERS)}…` : text;
}
