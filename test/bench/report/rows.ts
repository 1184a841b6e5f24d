import { MACHINE_ROWS } from './machineRows';
import type { Samples } from './rounds';
import { evaluate, type EvaluatedRow } from './row';
import { STREAM_ROWS } from './streamRows';
import { WINDOW_ROWS } from './windowRows';

const ROWS = [...STREAM_ROWS, ...MACHINE_ROWS, ...WINDOW_ROWS];

/** The table's rows for what was measured. */
export function evaluateAll(samples: Samples): EvaluatedRow[] {
  return ROWS.flatMap((row) => {
    const rounds = samples[row.group];
    const found = rounds && evaluate(row, rounds);
    return found ? [found] : [];
  });
}
