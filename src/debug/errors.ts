/** What a person is told: what happened, and what to do where that is known. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // By its fields and not its class: a start error comes from the extension's bundle, which has a class of its own.
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : '';
  return [error.message, hint].filter(Boolean).join(' ');
}
