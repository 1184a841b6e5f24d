import type { OwnMatcher } from '../../../crash/programs/ownRules';
import { compiled } from './matcher';

/**
 * Looks for a person's pattern in one line, in time that is in proportion to it: the pattern is the person's, the line is
 * the guest's.
 * @param source Of a regular expression.
 * @returns undefined for look-around, back-references and whatever else no linear engine can do.
 */
export function linePattern(source: string): OwnMatcher | undefined {
  const expression = compiled(new RegExp(source));
  if (!expression) return undefined;
  const names = Object.keys(expression.namedGroups());
  return (line) => {
    const matcher = expression.matcher(line);
    if (!matcher.find()) return undefined;
    const groups = Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? undefined]));
    return { text: matcher.group() ?? '', groups };
  };
}
