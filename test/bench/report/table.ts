const HEADINGS = ['measure', 'goal', 'ours', 'alternative', 'ratio', 'spread', 'last', 'verdict'];

/** Three significant digits, without an exponent. */
export function number(value) {
  if (value === undefined || value === null) return '';
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  if (size >= 0.1 || size === 0) return value.toFixed(2);
  return value.toPrecision(2);
}

function goalText({ goal, by, unit }) {
  if (!goal) return '';
  const [[kind, limit]] = Object.entries(goal);
  const sign = { atLeast: '≥', atMost: '≤', above: '>', below: '<' }[kind];
  const suffix = by === 'ratio' ? '×' : unit && ` ${unit}`;
  return `${sign} ${by === 'difference' && limit > 0 ? '+' : ''}${limit}${suffix}`;
}

/** What the goal is about: a ratio, a difference, or the value itself. */
function resultText({ by, result }) {
  if (by === 'value') return '';
  const sign = by === 'difference' && result.median >= 0 ? '+' : '';
  return `${sign}${number(result.median)}${by === 'ratio' ? '×' : ''}`;
}

function cells(row, last) {
  const { title, unit, ours, other, alternative, result, met } = row;
  const before = last?.find(({ id }) => id === row.id);
  return [
    title,
    goalText(row),
    `${number(ours.median)}${unit && ` ${unit}`}`,
    other ? `${number(other.median)} (${alternative})` : '',
    resultText(row),
    result.rounds > 1 ? `${number(result.low)}–${number(result.high)}` : '',
    before ? number(before.result.median) : '',
    met === undefined ? '' : met ? 'met' : 'NOT MET',
  ];
}

/** The table for a terminal. */
export function plainTable(rows, last) {
  const lines = [HEADINGS, ...rows.map((row) => cells(row, last))];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The same for a README. */
export function markdownTable(rows) {
  const keep = HEADINGS.map((heading) => heading !== 'last');
  const line = (texts) => `| ${texts.filter((_, column) => keep[column]).join(' | ')} |`;
  return [line(HEADINGS), line(HEADINGS.map(() => '---')), ...rows.map((row) => line(cells(row)))].join('\n');
}
