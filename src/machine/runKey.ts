/** What tells one machine's life from all others: names are used again, also in other windows. */
export interface RunKey {
  readonly name: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
}

/** Whether two are of one machine's life. */
export const isSameRun = (one: RunKey, other: RunKey): boolean =>
  one.name === other.name && one.startedAt === other.startedAt;
