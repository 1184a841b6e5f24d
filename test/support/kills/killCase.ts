/** Kills during a start come this long after it began at most, in milliseconds; a start takes a few hundred. */
const START_MS = 500;

const VICTIMS = [
  ['host'],
  ['guard'],
  ['qemu'],
  ['worker'],
  ['host', 'guard'],
  ['host', 'qemu'],
  ['guard', 'qemu'],
  ['host', 'guard', 'qemu'],
] as const;
export type Victim = (typeof VICTIMS)[number][number];

/** What stands between us and QEMU. */
export const WRAPPERS: Readonly<Record<string, string>> = {
  none: '',
  exec: 'exec "$QEMU" "$@"',
  script: '"$QEMU" "$@"\nexit $?',
  deaf: `trap '' TERM HUP INT\n"$QEMU" "$@"\nexit $?`,
  session: 'setsid -w "$QEMU" "$@"\nexit $?',
  background: '"$QEMU" "$@" &\nwait $!',
  clean: 'sleep 1000 &\nenv -i "$QEMU" "$@" &\nwait $!',
};

const MOMENTS = ['at the fork', 'during the start', 'while it runs'] as const;

/** One kill: who, when, behind what. */
export interface KillCase {
  readonly victims: readonly Victim[];
  readonly wrapper: string;
  readonly moment: (typeof MOMENTS)[number];
  readonly afterMs: number;
  readonly machines: number;
  readonly gdb: boolean;
  /** Whether its window asks QEMU what it can do, as the first of all does; later ones know. */
  readonly asks: boolean;
}

/** Draws one, by numbers from 0 to 1. */
export function chooseCase(random: () => number): KillCase {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const victims = pick(VICTIMS);
  return {
    victims,
    wrapper: pick(Object.keys(WRAPPERS)),
    // A worker can only be told to end by a host that runs.
    moment: (victims as readonly Victim[]).includes('worker') ? 'while it runs' : pick(MOMENTS),
    afterMs: random() * START_MS,
    machines: random() < 0.2 ? 2 : 1,
    gdb: random() < 0.15,
    asks: random() < 0.5,
  };
}
