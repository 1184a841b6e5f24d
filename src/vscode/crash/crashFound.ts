import type { CrashFound } from '../../api';
import type { ResolvedReport } from '../../machine/crash/resolvedReport';

/** A crash as other extensions are told of it: plain data, and a copy, which they may keep. */
export function crashFound(port: string, resolved: ResolvedReport): CrashFound {
  const { report, guilty: place, frames, problems } = resolved;
  const { system, title, altTitles, type, guilty, corrupted, start, end } = report;
  return structuredClone({
    ...{ port, system, title, altTitles, type, start, end, problems },
    ...(guilty !== undefined && { guilty }),
    ...(corrupted !== undefined && { corrupted }),
    ...(place && { place }),
    frames: frames.map(({ printed: _, ...call }) => call),
  });
}
