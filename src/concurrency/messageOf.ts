/**
 * What a person is told about whatever was thrown: what happened, and what to do if the error says so in a field
 * `hint`. Goes by fields and not by class, since each bundle has classes of its own.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : '';
  if (hint === '') return error.message;
  // QEMU's own words are no sentences.
  return `${error.message}${/(?:^|[.!?:])$/.test(error.message) ? '' : '.'} ${hint}`.trimStart();
}

/** What was thrown, as an error that can be kept. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
