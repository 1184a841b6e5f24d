import type { ConsoleLine } from '../console/consoleLine';
import type { CrashFrame, CrashReport } from '../report';
import { clipTitle, titleOf } from '../text/title';
import type { Blame } from './blame';
import { mixture } from './corrupted';
import { isSamePlace, readFacts, type LinuxFacts } from './facts';
import type { LinuxKind, Naming } from './kind';
import type { Opening } from '../opening';

/** The word that stands for the function when the report is too broken to name one. */
const UNKNOWN = 'corrupted';

/** Makes a report of the lines that were gathered for it. */
export function describeLinux(
  kind: LinuxKind,
  opening: Opening,
  lines: readonly ConsoleLine[],
  interruption: string | undefined,
): CrashReport | undefined {
  const facts = readFacts(lines);
  const naming = kind.name(opening, facts);
  if (!naming) return undefined;
  const mixed = mixture(kind, opening, facts);
  const blamed = mixed === undefined ? naming.blame : untrusted(naming.blame);
  const corrupted = naming.missing ?? mixed ?? (isNamed(blamed) ? interruption : 'No function can be named.');
  const { context } = opening.line;
  return {
    system: 'linux',
    ...titles(naming, blamed),
    type: naming.type,
    ...guilt(blamed),
    ...stackOf(facts, blamed === 'none' ? undefined : blamed?.frame),
    ...(context === undefined ? {} : { context }),
    ...(corrupted === undefined ? {} : { corrupted }),
    start: opening.line.start,
    end: (lines.at(-1) ?? opening.line).end,
  };
}

function isNamed(blamed: Naming['blame']): boolean {
  return blamed === 'none' || (blamed !== undefined && blamed.unresolved !== true);
}

function untrusted(blamed: Naming['blame']): Naming['blame'] {
  return blamed === 'none' ? 'none' : undefined;
}

function titles(naming: Naming, blamed: Naming['blame']): { title: string; altTitles: readonly string[] } {
  const altTitles = [...(naming.altTitles ?? [])];
  if (blamed === 'none')
    return { title: naming.plain ? titleOf(naming.title) : clipTitle(naming.title), altTitles };
  const name = blamed?.name ?? UNKNOWN;
  const heads = [naming.title, ...(naming.families ?? [])];
  const others = [name, ...(blamed?.aliases ?? [])].flatMap((alias) =>
    heads.map((head) => clipTitle(`${head} in ${alias}`)),
  );
  const title = others[0] ?? '';
  return {
    title,
    altTitles: [...new Set([...others.slice(1), ...altTitles])].filter((other) => other !== title),
  };
}

function guilt(blamed: Naming['blame']): Partial<CrashReport> {
  if (blamed === 'none' || blamed === undefined) return {};
  const { name, frame }: Blame = blamed;
  return { guilty: name, ...(frame ? { guiltyFrame: frame } : {}) };
}

/**
 * The stack of the fault: the first one under its heading, else the frames that follow the headline. Where the processor
 * was comes first.
 */
function stackOf(
  { stacks, programCounter, registers, tasks }: LinuxFacts,
  guilty: CrashFrame | undefined,
): Pick<CrashReport, 'frames' | 'registers' | 'tasks'> {
  const called = stacks.find(({ kind, frames }) => kind === 'call' && frames.length > 0);
  const frames = (called ?? stacks[0])?.frames ?? [];
  const isMissing = called && programCounter && !frames.includes(programCounter);
  const all = isMissing ? [programCounter, ...frames] : frames;
  return { frames: withoutEcho(all, guilty), registers, tasks };
}

/** The stacks of arm64 and riscv begin once more with where the processor was. */
function withoutEcho(frames: readonly CrashFrame[], guilty: CrashFrame | undefined): readonly CrashFrame[] {
  const [counter, echo, ...callers] = frames;
  if (!counter?.exact || !echo || echo.exact || !isSamePlace(counter, echo)) return frames;
  const { address = echo.address } = counter;
  const kept = { ...(guilty === echo ? echo : counter), exact: true };
  return [address === undefined ? kept : { ...kept, address }, ...callers];
}
