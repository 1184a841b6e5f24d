import type { CrashFrame } from '../report';
import { plainSymbol } from '../text/symbol';
import type { LinuxFacts, Stack } from './facts';
import { skipHelpers, type Skip } from './skip';

/** The function to blame, and the call it was found in. */
export interface Blame {
  readonly name: string;
  readonly frame?: CrashFrame;
  /** Other names of the same function, for the titles that people have given it. */
  readonly aliases?: readonly string[];
  /** A part of the name could not be found. */
  readonly unresolved?: boolean;
}

/** Where a rule looks for the function, the most telling place first. */
export type Place = 'programCounter' | 'call' | 'header' | 'all';

/** The first function in `places` that does not work for others. */
export function blame(
  facts: LinuxFacts,
  places: readonly Place[],
  skip: Skip = skipHelpers,
): Blame | undefined {
  for (const frame of places.flatMap((place) => framesOf(facts, place))) {
    const name = nameOf(frame);
    if (name !== undefined && !skip(name)) return { name, frame };
  }
  return undefined;
}

/** The function that the text of a report names, if it is not one that works for others. */
export function namedBlame(symbol: string | undefined, skip: Skip = skipHelpers): Blame | undefined {
  if (symbol === undefined) return undefined;
  const name = plainSymbol(symbol);
  return skip(name) ? undefined : { name };
}

function nameOf(frame: CrashFrame): string | undefined {
  return frame.symbol === undefined || frame.doubtful ? undefined : plainSymbol(frame.symbol);
}

function framesOf(facts: LinuxFacts, place: Place): readonly CrashFrame[] {
  if (place === 'programCounter') return instruction(facts);
  return stacksOf(facts, place).flatMap((stack) => stack.frames);
}

/** A jump to nowhere is its caller's fault. */
function instruction({ programCounter, linkRegister }: LinuxFacts): readonly CrashFrame[] {
  if (!programCounter) return [];
  return programCounter.symbol === undefined && linkRegister ? [linkRegister] : [programCounter];
}

function stacksOf({ stacks }: LinuxFacts, place: Place): readonly Stack[] {
  if (place === 'all') return stacks;
  if (place === 'header') return stacks.filter((stack) => stack.kind === 'header');
  const first = stacks.find((stack) => stack.kind === 'call' && stack.frames.length > 0);
  return first ? [first] : [];
}
