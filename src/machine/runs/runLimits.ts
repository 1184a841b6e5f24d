import { type KeptPort, type RunRecord, sizeOf } from './runRecord';

/** How much is kept. */
export interface RunLimits {
  /** Runs; 0: none. */
  readonly most: number;
  /** Bytes of all runs together. */
  readonly bytes: number;
}

/**
 * Where a run's ports begin when it alone must not take up more than all runs may: each loses the same part of its oldest bytes.
 * @returns an offset for each port.
 */
export function cutTo(ports: readonly KeptPort[], bytes: number): number[] {
  const share = Math.min(1, bytes / Math.max(1, sizeOf({ ports })));
  return ports.map(({ received, keptFrom }) => received - Math.floor((received - keptFrom) * share));
}

/** The runs that have to go, from all of them with the newest first. */
export function outdated(
  runs: readonly Pick<RunRecord, 'id' | 'ports'>[],
  { most, bytes }: RunLimits,
): string[] {
  let sum = 0;
  return runs.flatMap((run, index) => {
    sum += sizeOf(run);
    return index >= most || sum > bytes ? run.id : [];
  });
}
