import { HISTORY_LIMIT } from './monitorSession';

/** Lines that carry a password or key: typed, never kept. */
const SECRET = /^\s*(set_password|expire_password|object_add\b.*\bsecret)\b/;

/** Where the lines survive the window, e.g. a workspace's state. */
export interface HistoryStore {
  load(): unknown;
  save(lines: readonly string[]): void;
}

/** The monitor's lines of this workspace, newest first, shared by all its monitors and bounded. */
export class MonitorHistory {
  #lines: readonly string[];

  constructor(private readonly store: HistoryStore) {
    const loaded = store.load();
    const lines = Array.isArray(loaded)
      ? loaded.filter((line): line is string => typeof line === 'string')
      : [];
    this.#lines = lines.slice(0, HISTORY_LIMIT);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Takes one monitor's lines, newest first, and keeps them before those of the others. */
  keep(lines: readonly string[]): void {
    const own = lines.filter((line) => line.trim() !== '' && !SECRET.test(line));
    const merged = [...new Set([...own, ...this.#lines])].slice(0, HISTORY_LIMIT);
    if (merged.length === this.#lines.length && merged.every((line, at) => line === this.#lines[at])) return;
    this.#lines = merged;
    this.store.save(merged);
  }
}
