import { spread, type Spread } from './spread';

export type Goal =
  | { readonly atLeast: number }
  | { readonly atMost: number }
  /** Strictly better than the other. */
  | { readonly above: number }
  | { readonly below: number };

export interface Unit {
  readonly unit: string;
  /** From what is measured to the unit. */
  readonly scale: number;
}

/** What of a row goes into the results. */
interface Described {
  /** `group/name`. */
  readonly id: string;
  readonly title: string;
  /** What is compared with the goal: the ratio of ours to the other, or ours alone. */
  readonly by: 'ratio' | 'value';
  readonly unit: string;
  /** None: for information. */
  readonly goal?: Goal;
  /** What the other is. */
  readonly alternative?: string;
}

export interface Row extends Described {
  readonly group: string;
  readonly scale: number;
  /** A round's number for the product. */
  readonly ours: (round: never) => number | undefined;
  readonly other?: (round: never) => number | undefined;
}

export interface EvaluatedRow extends Described {
  readonly ours: Spread;
  readonly other?: Spread;
  readonly result: Spread;
  readonly met?: boolean;
}

export const ms: Unit = { unit: 'ms', scale: 1 };
export const mbps: Unit = { unit: 'MB/s', scale: 1e-6 };
export const cpu: Unit = { unit: 'CPU s/MB', scale: 1 };
export const kilobytes: Unit = { unit: 'kB', scale: 1e-3 };
export const megabytes: Unit = { unit: 'MB', scale: 1e-6 };
export const count: Unit = { unit: '', scale: 1 };
export const percentOfCore: Unit = { unit: '% of a core', scale: 100 };

export const median = (values: readonly (number | undefined)[]): number | undefined => spread(values)?.median;

type Of<R> = (round: R) => number | undefined;

/** Makes the rows of a group whose rounds are `R`. */
export function rowsOf<R>(group: string) {
  const make = (name: string, about: object): Row =>
    ({ group, id: `${group}/${name}`, ...about }) as unknown as Row;
  return {
    /** Ours against another, measured in the same round. */
    ratio: (
      name: string,
      title: string,
      { unit, scale }: Unit,
      [ours, alternative, other]: readonly [ours: Of<R>, alternative: string, other: Of<R>],
      goal?: Goal,
    ) => make(name, { title, by: 'ratio', unit, scale, ours, other, alternative, ...(goal && { goal }) }),
    /** Ours alone. */
    value: (name: string, title: string, { unit, scale }: Unit, ours: Of<R>, goal?: Goal) =>
      make(name, { title, by: 'value', unit, scale, ours, ...(goal && { goal }) }),
  };
}

/** The row with its spreads and its verdict over the rounds; undefined if nothing of it was measured. */
export function evaluate(row: Row, rounds: readonly unknown[]): EvaluatedRow | undefined {
  const numbers = (of: Row['other']): number[] =>
    of ? rounds.map((round) => (of(round as never) ?? NaN) * row.scale) : [];
  const ours = numbers(row.ours);
  const others = numbers(row.other);
  const result = spread(row.by === 'value' ? ours : ours.map((mine, index) => mine / (others[index] ?? NaN)));
  const mine = spread(ours);
  if (!result || !mine) return undefined;
  const other = spread(others);
  const { id, title, by, unit, goal, alternative } = row;
  return {
    ...{ id, title, by, unit, ours: mine, result },
    ...(other && { other }),
    ...(alternative !== undefined && { alternative }),
    ...(goal && { goal, met: meets(result.median, goal) }),
  };
}

function meets(result: number, goal: Goal): boolean {
  if ('atLeast' in goal) return result >= goal.atLeast;
  if ('atMost' in goal) return result <= goal.atMost;
  if ('above' in goal) return result > goal.above;
  return result < goal.below;
}
