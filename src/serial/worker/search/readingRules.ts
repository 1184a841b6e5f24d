import { ownRecogniser, type OwnRule as CrashRule } from '../../../crash/programs/ownRules';
import { KNOWN_RECOGNISERS } from '../../../crash/recognisers';
import { RecogniserSet } from '../../../crash/recogniserSet';
import { LiteralScanner } from '../../../crash/scan/literalScanner';
import { LoadTracker } from '../../../symbols/loads/loadTracker';
import type { OwnRule as LoadRule } from '../../../symbols/loads/readers/ownRule';

/** What a machine's ports are read by: all that is known, and the person's own rules. Made once for a thread. */
export interface TextRules {
  readonly recognisers: RecogniserSet;
  readonly loadRules: readonly LoadRule[];
  /** One scan for what begins a crash and for what says where something is loaded. */
  readonly triggers: LiteralScanner;
  /** The fields of rules that are not used: a pattern of theirs is not linear, or there are too many. */
  readonly refused: readonly string[];
}

/**
 * The rules that are known, and those that a person has made. The person's own are asked first. Who has none needs no
 * engine for patterns, half a bundle in size, which `textRules.ts` brings.
 */
export function readingRules(
  crashRules: readonly CrashRule[] = [],
  loadRules: readonly LoadRule[] = [],
  refused: readonly string[] = [],
): TextRules {
  const own = ownRecogniser(crashRules);
  const known = KNOWN_RECOGNISERS;
  const recognisers = own.length > 0 ? new RecogniserSet([...own, ...known.recognisers]) : known;
  const triggers = new LiteralScanner([...recognisers.triggers, ...new LoadTracker(loadRules).triggers]);
  return { recognisers, loadRules, triggers, refused };
}
