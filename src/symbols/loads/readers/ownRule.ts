import { hexNumber, type Load, type LoadReader, type Where } from '../load';

/** The named groups of a person's rule. Numbers are hexadecimal, with `0x` or without. */
interface OwnGroups {
  readonly name?: string | undefined;
  readonly slide?: string | undefined;
  readonly base?: string | undefined;
  readonly text?: string | undefined;
  readonly size?: string | undefined;
}

/** A rule of the person's own. */
export interface OwnRule {
  /** The name of the image, for a rule without a group `name`. */
  readonly name?: string | undefined;
  /** A literal text that stands in each of its lines; it keeps all others cheap. In ASCII. */
  readonly trigger: string;
  /** Matches one line. Linear in its length: the pattern is the person's, the line is the guest's. */
  readonly match: (line: string) => OwnGroups | undefined;
}

const NUMBER = /^(?:0x)?([0-9a-f]{1,16})$/i;
const NAME = /^[^\0/\\]{1,256}$/;

/** Reads lines by a rule of the person's own. */
export const ownRule = (rule: OwnRule): LoadReader => ({
  triggers: [rule.trigger],
  read: (line) => {
    const groups = rule.match(line);
    const load = groups && loadOf(groups, rule.name);
    return load && { event: 'loaded', loads: [load] };
  },
});

function loadOf(groups: OwnGroups, fixed: string | undefined): Load | undefined {
  const name = groups.name ?? fixed ?? '';
  const where = whereOf(groups);
  if (!where || !NAME.test(name)) return undefined;
  const size = number(groups.size);
  const start = 'base' in where ? where.base : 'text' in where ? where.text : undefined;
  return {
    kind: 'own',
    name,
    where,
    ...(size !== undefined && start !== undefined && { range: { start, size } }),
  };
}

function whereOf(groups: OwnGroups): Where | undefined {
  const [slide, base, text] = [groups.slide, groups.base, groups.text].map(number);
  if (slide !== undefined) return { slide };
  if (base !== undefined) return { base };
  return text === undefined ? undefined : { text };
}

function number(text: string | undefined): bigint | undefined {
  const digits = text === undefined ? undefined : NUMBER.exec(text)?.[1];
  return digits === undefined ? undefined : hexNumber(digits);
}
