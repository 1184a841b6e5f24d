import type { RE2JS } from 're2js';

/** More of them, or longer ones, would make the table too large that all searches share; in characters. */
const MOST = 16;
const LONGEST = 16;

/** RE2's summary of what must stand in a text that matches. re2js has no type for it, so it is looked at with care. */
interface Prefilter {
  readonly type: number;
  readonly str: string;
  readonly subs: readonly Prefilter[];
}

const EXACT = 1;
const ALL_OF = 2;
const ONE_OF = 3;

/**
 * Texts of which one stands in every match of an expression, whatever case its letters have there: in lower case, in
 * printable ASCII and tabs. Undefined if there are none.
 * @param expression Compiled without the flag `i`, for which RE2 knows none.
 */
export function literalsOf(expression: RE2JS): readonly string[] | undefined {
  const prefilter = expression.re2Input.prefilter as Prefilter | null;
  const literals = prefilter ? oneOf(prefilter) : undefined;
  return literals && literals.length <= MOST ? literals : undefined;
}

/** The same of a text that is searched for as it is. */
export function literalsIn(text: string): readonly string[] | undefined {
  const runs = text.match(/[\t -~]+/g) ?? [];
  const [longest] = runs.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : [longest.slice(0, LONGEST).toLowerCase()];
}

function oneOf({ type, str, subs }: Prefilter): readonly string[] | undefined {
  switch (type) {
    case EXACT:
      return literalsIn(str);
    case ONE_OF: {
      const all = subs.map(oneOf);
      return all.every((literals) => literals !== undefined) ? all.flat() : undefined;
    }
    case ALL_OF: {
      const [best] = subs.flatMap((sub) => [oneOf(sub) ?? []]).sort((a, b) => shortest(b) - shortest(a));
      return best && best.length > 0 ? best : undefined;
    }
    default:
      return undefined;
  }
}

/** The rarest is likely the one that is longest. */
function shortest(literals: readonly string[]): number {
  return literals.length === 0 ? 0 : Math.min(...literals.map(({ length }) => length));
}
