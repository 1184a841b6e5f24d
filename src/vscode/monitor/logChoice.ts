/** What QEMU logs: `-d` items and trace events, by name. */
export interface LogChoice {
  readonly items: readonly string[];
  readonly events: readonly string[];
}

/** The names of the events that are on, out of QMP's answer to `trace-event-get-state`. */
export function enabledEvents(answer: unknown): string[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((event: unknown) => {
    const { name, state } = (event ?? {}) as { name?: unknown; state?: unknown };
    return typeof name === 'string' && state === 'enabled' ? [name] : [];
  });
}

/** Whether two lists hold the same names, in whatever order. */
export function sameNames(one: readonly string[], other: readonly string[]): boolean {
  const names = new Set(one);
  return names.size === new Set(other).size && other.every((name) => names.has(name));
}
