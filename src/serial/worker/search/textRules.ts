import { ownRecogniser, type OwnMatcher, type OwnRule as CrashRule } from '../../../crash/programs/ownRules';
import { KNOWN_RECOGNISERS } from '../../../crash/recognisers';
import { RecogniserSet } from '../../../crash/recogniserSet';
import { LiteralScanner } from '../../../crash/scan/literalScanner';
import { LoadTracker } from '../../../symbols/loads/loadTracker';
import type { OwnRule as LoadRule } from '../../../symbols/loads/readers/ownRule';
import type { OwnCrashRule, OwnLoadRule, OwnRules } from '../../protocol';
import { linePattern } from './linePattern';

/** Rules of one kind that are used: each costs its trigger a row in a table. */
const MOST_RULES = 100;

/** What a machine's ports are read by: all that is known, and the person's own rules. Made once for a thread. */
export interface TextRules {
  readonly recognisers: RecogniserSet;
  readonly loadRules: readonly LoadRule[];
  /** One scan for what begins a crash and for what says where something is loaded. */
  readonly triggers: LiteralScanner;
  /** The fields of rules that are not used: a pattern of theirs is not linear, or there are too many. */
  readonly refused: readonly string[];
}

/** The person's own rules are asked first. */
export function textRules({ crashes, loads }: OwnRules = { crashes: [], loads: [] }): TextRules {
  const refused: string[] = [];
  const used = <Rule>(all: readonly { field: string }[], made: readonly (Rule | undefined)[]): Rule[] =>
    made.flatMap((rule, index) => {
      if (rule !== undefined && index < MOST_RULES) return [rule];
      refused.push(all[index]?.field ?? '');
      return [];
    });
  const crashRules = used(crashes, crashes.map(crashRule));
  const loadRules = used(loads, loads.map(loadRule));
  const recognisers = new RecogniserSet([...ownRecogniser(crashRules), ...KNOWN_RECOGNISERS.recognisers]);
  const triggers = new LiteralScanner([...recognisers.triggers, ...new LoadTracker(loadRules).triggers]);
  return { recognisers, loadRules, triggers, refused };
}

function crashRule({ trigger, title, ...sources }: OwnCrashRule): CrashRule | undefined {
  const [begins, frame, ends] = [sources.begins, sources.frame, sources.ends].map((source) =>
    source === undefined ? matchesNothing : linePattern(source),
  );
  return begins && frame && ends && { trigger, begins, frame, ends, ...(title !== undefined && { title }) };
}

const matchesNothing: OwnMatcher = () => undefined;

function loadRule({ trigger, pattern, name }: OwnLoadRule): LoadRule | undefined {
  const match = linePattern(pattern);
  return match && { trigger, name, match: (line) => match(line)?.groups };
}
