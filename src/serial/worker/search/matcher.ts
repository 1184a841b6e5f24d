import { RE2JS, RE2JSException } from 're2js';
import { linearSyntax } from './linearSyntax';
import type { Engine } from './protocol';
import { literalsIn, literalsOf } from './requiredLiterals';

/** A match may be this long, in UTF-16 units, however the stream was cut into pieces. */
export const LONGEST_MATCH = 16_384;

/** Where a text matches, in UTF-16 units. */
export interface Found {
  readonly index: number;
  readonly length: number;
  readonly groups: readonly (string | undefined)[];
}

export interface Matcher {
  readonly engine: Engine;
  /** Texts of which one stands in every match, whatever case its letters have there; undefined if none are known. */
  readonly literals: readonly string[] | undefined;
  /** The first match at `from` or later. What is before is context, for `^` and the like. */
  find(text: string, from: number): Found | undefined;
}

/** @param lines Whether lines end with `\n` only: else `^` and `$` with the `m` flag mean something else to RE2. */
export function matcherFor(pattern: string | RegExp, lines: boolean): Matcher {
  if (typeof pattern === 'string') return new TextMatcher(pattern);
  const anchored = pattern.multiline && /[\^$]/.test(pattern.source);
  const linear = anchored && !lines ? undefined : compiled(pattern);
  return linear ? new LinearMatcher(linear, literals(pattern, linear)) : new BacktrackingMatcher(pattern);
}

function literals(pattern: RegExp, linear: RE2JS): readonly string[] | undefined {
  if (!pattern.ignoreCase) return literalsOf(linear);
  const sameCase = compiled(new RegExp(pattern.source, pattern.flags.replace('i', '')));
  return sameCase && literalsOf(sameCase);
}

/** The expression for the linear engine; undefined when it has something that no linear engine can do. */
export function compiled(pattern: RegExp): RE2JS | undefined {
  const syntax = linearSyntax(pattern);
  if (syntax === undefined) return undefined;
  try {
    return RE2JS.compile(syntax);
  } catch (error) {
    // Such as a count that is too large.
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

class TextMatcher implements Matcher {
  readonly engine = 'linear';

  readonly literals: readonly string[] | undefined;

  constructor(private readonly wanted: string) {
    this.literals = literalsIn(wanted);
  }

  find(text: string, from: number): Found | undefined {
    const index = text.indexOf(this.wanted, from);
    return index === -1 ? undefined : { index, length: this.wanted.length, groups: [] };
  }
}

class LinearMatcher implements Matcher {
  readonly engine = 'linear';

  constructor(
    private readonly expression: RE2JS,
    readonly literals: readonly string[] | undefined,
  ) {}

  find(text: string, from: number): Found | undefined {
    const matcher = this.expression.matcher(text);
    if (!matcher.find(from)) return undefined;
    const groups = Array.from(
      { length: matcher.groupCount() },
      (_, group) => matcher.group(group + 1) ?? undefined,
    );
    return { index: matcher.start(), length: matcher.end() - matcher.start(), groups };
  }
}

class BacktrackingMatcher implements Matcher {
  readonly engine = 'backtracking';
  readonly literals = undefined;
  private readonly expression: RegExp;

  constructor(pattern: RegExp) {
    // `g` for lastIndex; `y` would ask for a match at one place only.
    const flags = new Set(pattern.flags.replace('y', '') + 'g');
    this.expression = new RegExp(pattern.source, [...flags].join(''));
  }

  find(text: string, from: number): Found | undefined {
    this.expression.lastIndex = from;
    const found = this.expression.exec(text);
    if (!found) return undefined;
    const [matched, ...groups] = found;
    return { index: found.index, length: matched.length, groups };
  }
}
