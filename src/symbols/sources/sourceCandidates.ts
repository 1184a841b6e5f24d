import { isAbsolute, join, posix, resolve, sep, win32 } from 'node:path';

/** Where sources may be on this computer. */
export interface SourcePlaces {
  /** Recorded path → the one here, as the debugger's `sourceMap`: the first that fits counts. */
  readonly sourceMap?: Readonly<Record<string, string>> | undefined;
  /** The workspace's folders, and others that the person names; earlier ones win. */
  readonly folders: readonly string[];
}

/** Parts of a path that are looked at: real ones have two dozen at most. */
const MOST_PARTS = 64;

/**
 * The paths that a source may have here, best first: mapped, as it was recorded, and in each folder with as much of the
 * recorded path as fits. Distributions build in places such as `/build/linux-6.1.192/`, or record paths that begin
 * nowhere: what is behind that is the same in any tree of these sources.
 * @param recorded As the compiler wrote it, of any system.
 */
export function sourceCandidates(recorded: string, { sourceMap, folders }: SourcePlaces): readonly string[] {
  const path = normal(recorded);
  const mapped = mapping(path, sourceMap ?? {});
  const found = [
    ...(mapped === undefined ? [] : [mapped]),
    ...(isAbsolute(recorded) ? [recorded] : []),
    ...suffixes(path).flatMap((suffix) => folders.map((folder) => join(folder, suffix))),
  ];
  return [...new Set(found)];
}

/**
 * The paths that a source may have here when only a guest speaks of it, best first: mapped, or in one of the folders. A
 * guest's absolute path leads nowhere else.
 */
export function printedCandidates(printed: string, places: SourcePlaces): readonly string[] {
  const candidates = sourceCandidates(printed, places);
  if (!isAbsolute(printed)) return candidates;
  const path = resolve(printed);
  const isInFolder = places.folders.some((folder) => path.startsWith(resolve(folder) + sep));
  return isInFolder ? candidates : candidates.filter((candidate) => candidate !== printed);
}

/** With slashes, and without `.` and `..`, which could lead out of a folder. */
function normal(recorded: string): string {
  return posix.normalize(recorded.replaceAll('\\', '/'));
}

function mapping(path: string, sourceMap: Readonly<Record<string, string>>): string | undefined {
  for (const [from, to] of Object.entries(sourceMap)) {
    const prefix = normal(from).replace(/\/$/, '');
    if (path === prefix) return to;
    if (path.startsWith(`${prefix}/`)) return join(to, path.slice(prefix.length + 1));
  }
  return undefined;
}

/** The ends of a path, longest first. One name alone says too little, unless it is all that was recorded. */
function suffixes(path: string): readonly string[] {
  const parts = path
    .slice(win32.parse(path).root.length)
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const ends = parts.slice(-MOST_PARTS).map((_, index, kept) => kept.slice(index).join('/'));
  return parts.length > 1 ? ends.slice(0, -1) : ends;
}
