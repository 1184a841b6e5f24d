import type { EvaluatedRow } from './row';

const HEADINGS = ['measure', 'goal', 'ours', 'alternative', 'ratio', 'spread', 'last', 'verdict'];
const LAST = HEADINGS.indexOf('last');

/** Three significant digits, without an exponent. */
function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  if (size >= 0.1 || size === 0) return value.toFixed(2);
  return value.toPrecision(2);
}

const SIGNS: Readonly<Record<string, string>> = { atLeast: '≥', atMost: '≤', above: '>', below: '<' };

function goalText({ goal, by, unit }: EvaluatedRow): string {
  const [entry] = Object.entries<number>(goal ?? {});
  if (!entry) return '';
  const suffix = by === 'ratio' ? '×' : unit && ` ${unit}`;
  return `${SIGNS[entry[0]] ?? ''} ${entry[1]}${suffix}`;
}

function cells(row: EvaluatedRow, last: readonly EvaluatedRow[] | undefined): string[] {
  const { title, unit, ours, other, alternative = '', result, met } = row;
  const before = last?.find(({ id, by }) => id === row.id && by === row.by);
  return [
    title,
    goalText(row),
    `${number(ours.median)}${unit && ` ${unit}`}`,
    other ? `${number(other.median)} (${alternative})` : '',
    row.by === 'ratio' ? `${number(result.median)}×` : '',
    result.rounds > 1 ? `${number(result.low)}–${number(result.high)}` : '',
    before ? number(before.result.median) : '',
    met === undefined ? '' : met ? 'met' : 'NOT MET',
  ];
}

/** The table for a terminal. */
export function plainTable(rows: readonly EvaluatedRow[], last: readonly EvaluatedRow[] | undefined): string {
  const lines = [HEADINGS, ...rows.map((row) => cells(row, last))];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const drawn = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return drawn.map((line) => line.trimEnd()).join('\n');
}

/** The same for a README, without the column of earlier results. */
export function markdownTable(rows: readonly EvaluatedRow[]): string {
  const line = (texts: readonly string[]): string =>
    `| ${texts.filter((_, column) => column !== LAST).join(' | ')} |`;
  const body = rows.map((row) => line(cells(row, undefined)));
  return [line(HEADINGS), line(HEADINGS.map(() => '---')), ...body].join('\n');
}
