import type { ScreenSize } from '../../protocol';

/** Not known yet: as much as a large screen has. */
export const UNKNOWN_SIZE: ScreenSize = { rows: 100, columns: 300 };

/** The size that was reported, within reason. */
export function sane({ rows, columns }: ScreenSize): ScreenSize {
  return { rows: clamp(rows, 1000), columns: clamp(columns, 2000) };
}

function clamp(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), 2), most) : most;
}
