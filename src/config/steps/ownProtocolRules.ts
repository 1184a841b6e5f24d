import { isRegExp } from '../formats';
import { isObject } from '../shape';
import type { Problem } from '../validation/problems';
import { RUN_MESSAGES } from './runMessages';
import type { OwnProtocol } from './runSchema';

/** What each pattern may name. `count` and `failed` are numbers of tests. */
const GROUPS: Readonly<Record<keyof OwnProtocol, readonly string[]>> = {
  pass: ['name', 'suite', 'reason', 'seconds', 'milliseconds'],
  fail: ['name', 'suite', 'reason', 'seconds', 'milliseconds', 'file', 'line'],
  skip: ['name', 'suite', 'reason', 'seconds', 'milliseconds'],
  known: ['name', 'suite', 'reason', 'seconds', 'milliseconds', 'file', 'line'],
  start: ['name', 'suite'],
  plan: ['count'],
  end: ['count', 'failed'],
};
const RESULTS: ReadonlySet<string> = new Set(['pass', 'fail', 'skip', 'known']);

/** Characters that stand for themselves: escaped ones, and those in brackets. */
const PLAIN = /\\[^1-9k]|\[[^\]]*\]/g;
/** `\1`, `\k<name>`, `(?=`, `(?!`, `(?<=` and `(?<!`. What else no linear engine can do is told when the patterns are first used. */
const NOT_LINEAR = /\\[1-9]|\\k<|\(\?<?[=!]/;

/** What is wrong with patterns of a person's own that are valid each by itself. Speaks only of those. */
export function ownProtocolProblems(protocol: unknown, path: string): Problem[] {
  if (!isObject(protocol)) return [];
  const written = Object.entries(GROUPS).flatMap(([field, known]) => {
    const source = protocol[field];
    return typeof source === 'string' && isRegExp(source) ? [{ field, source, known }] : [];
  });
  const hasName = written.some(({ field, source }) => field === 'start' && groupsOf(source).includes('name'));
  const hasEnd = protocol['plan'] !== undefined || protocol['end'] !== undefined;
  const problems = written.map(({ field, source, known }) => ({
    path: `${path}.${field}`,
    message: patternProblem(field, source, known, hasName),
  }));
  return [
    ...(hasEnd ? [] : [{ path, message: RUN_MESSAGES.noEnd() }]),
    ...problems.flatMap(({ message, ...at }) => (message === undefined ? [] : [{ ...at, message }])),
  ];
}

function patternProblem(
  field: string,
  source: string,
  known: readonly string[],
  startsAreNamed: boolean,
): string | undefined {
  if (NOT_LINEAR.test(source.replace(PLAIN, ''))) return RUN_MESSAGES.notLinear();
  const groups = groupsOf(source);
  const unknown = groups.find((group) => !known.includes(group));
  if (unknown !== undefined) return RUN_MESSAGES.unknownGroup(unknown, known.join(', '));
  if (field === 'plan' && !groups.includes('count')) return RUN_MESSAGES.needsGroup('count');
  if (groups.includes('name')) return undefined;
  if (field === 'start') return RUN_MESSAGES.needsGroup('name');
  return RESULTS.has(field) && !startsAreNamed ? RUN_MESSAGES.needsName() : undefined;
}

/** The empty alternative makes any pattern match, and so tell its groups. */
const groupsOf = (source: string): string[] => Object.keys(new RegExp(`${source}|`).exec('')?.groups ?? {});
