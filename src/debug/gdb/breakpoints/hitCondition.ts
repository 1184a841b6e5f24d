/** When a breakpoint stops, counting how often it was reached. */
export interface HitRule {
  /** `exactly` the count and never again, `from` the count on, or at `every` multiple of it. */
  readonly kind: 'exactly' | 'from' | 'every';
  readonly count: number;
}

/** GDB's `-break-after` counts in a C int, which is more than anything will be reached. */
const NEVER = 2 ** 31 - 1;

/** Reads `5`, `== 5`, `> 5`, `>= 5`, `% 5`; undefined for anything else. */
export function parseHitCondition(text: string): HitRule | undefined {
  const [, operator = '', digits = ''] = /^\s*(==?|>=?|%)?\s*(\d+)\s*$/.exec(text) ?? [];
  const count = Number(digits) + (operator === '>' ? 1 : 0);
  if (digits === '' || count < 1 || count > NEVER) return undefined;
  if (operator === '%') return { kind: 'every', count };
  return { kind: operator.startsWith('>') ? 'from' : 'exactly', count };
}

/** How many times GDB passes it by before the first stop. */
export function passesBefore(rule: HitRule): number {
  return rule.count - 1;
}

/** How many times GDB passes it by after a stop. */
export function passesAfter(rule: HitRule): number {
  switch (rule.kind) {
    case 'exactly':
      return NEVER;
    case 'from':
      return 0;
    case 'every':
      return rule.count - 1;
  }
}
