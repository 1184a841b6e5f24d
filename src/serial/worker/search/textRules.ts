import type { OwnMatcher, OwnRule as CrashRule } from '../../../crash/programs/ownRules';
import type { OwnRule as LoadRule } from '../../../symbols/loads/readers/ownRule';
import type { OwnCrashRule, OwnLoadRule, OwnRules } from '../../protocol';
import { linePattern } from './linePattern';
import { readingRules, type TextRules } from './readingRules';

/** Rules of one kind that are used: each costs its trigger a row in a table. */
const MOST_RULES = 100;

/** What a machine's ports are read by, with the person's own rules as they are written. */
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
  return readingRules(crashRules, loadRules, refused);
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
