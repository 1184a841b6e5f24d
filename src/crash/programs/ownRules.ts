import type { ConsoleLine } from '../console/consoleLine';
import { plainRecogniser } from '../plain/plainRecogniser';
import type { Recogniser } from '../recogniser';
import type { CrashFrame } from '../report';

/** What a pattern found in a line: the whole, and groups by name. */
interface OwnMatch {
  readonly text: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** Looks for a person's pattern in one line. The caller sees to it that no line makes it slow. */
export type OwnMatcher = (text: string) => OwnMatch | undefined;

/** A kind of report that a person has described. */
export interface OwnRule {
  /** A literal text that stands in each first line; it keeps all other lines cheap. In ASCII, three characters or more. */
  readonly trigger: string;
  /** The first line. Its groups `title`, `file`, `line` and `function` are taken. */
  readonly begins: OwnMatcher;
  /** The last line. Without one, the report ends where its frames do. */
  readonly ends?: OwnMatcher;
  /** The title, when the first line has no group of that name. */
  readonly title?: string;
  /** A line of the stack, with groups `address`, `function`, `file` and `line`. */
  readonly frame?: OwnMatcher;
}

/** Makes a recogniser of rules that people have written. */
export function ownRecogniser(rules: readonly OwnRule[]): Recogniser[] {
  return rules.map(recogniserOf);
}

function recogniserOf(rule: OwnRule): Recogniser {
  const plain = plainRecogniser({
    system: 'own',
    rules: [
      {
        triggers: [rule.trigger],
        begins: /^/,
        name({ line }) {
          const { text, groups } = rule.begins(line.text) ?? { text: line.text, groups: {} };
          return {
            title: groups['title'] ?? rule.title ?? text,
            type: '',
            ...placeOf(groups),
            ...guiltOf(groups),
          };
        },
      },
    ],
    readFrame: (line) => readOwnFrame(rule, line),
    parts: { test: () => false },
    last: { test: (text) => rule.ends?.(text) !== undefined },
  });
  return {
    ...plain,
    begin: (line, before) => (rule.begins(line.text) ? plain.begin(line, before) : undefined),
  };
}

function readOwnFrame({ frame }: OwnRule, { text, start, end }: ConsoleLine): CrashFrame | undefined {
  const groups = frame?.(text)?.groups;
  if (!groups) return undefined;
  const { address, function: symbol } = groups;
  return {
    raw: text.trim(),
    start,
    end,
    ...(address === undefined ? {} : { address: address.replace(/^0x/i, '') }),
    ...(symbol === undefined ? {} : { symbol }),
    ...placeOf(groups),
  };
}

function placeOf({ file, line }: OwnMatch['groups']): { file?: string; line?: number } {
  const number = Number(line);
  return {
    ...(file === undefined ? {} : { file }),
    ...(line === undefined || !Number.isSafeInteger(number) ? {} : { line: number }),
  };
}

function guiltOf({ function: name }: OwnMatch['groups']): { guiltyName?: string } {
  return name === undefined ? {} : { guiltyName: name };
}
