/**
 * Small multiples as one SVG: each panel has one measure over one quantity, from zero, so that what is linear looks
 * linear. Readable on light and dark pages.
 */
const PANEL = { width: 300, height: 210, left: 52, right: 14, top: 34, bottom: 42 };
const COLOURS = ['#3b82f6', '#f97316', '#22c55e', '#a855f7', '#64748b'] as const;
const colour = (index: number): string => COLOURS[index % COLOURS.length] ?? COLOURS[0];

type Point = readonly [x: number, y: number];

interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Panel {
  readonly title: string;
  /** What the axes are. */
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

interface Scales {
  readonly mostX: number;
  readonly mostY: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

export function svg(panels: readonly Panel[]): string {
  const columns = Math.min(3, panels.length);
  const rows = Math.ceil(panels.length / columns);
  const [width, height] = [columns * PANEL.width, rows * PANEL.height];
  const drawn = panels.map((panel, index) => {
    const [x, y] = [(index % columns) * PANEL.width, Math.floor(index / columns) * PANEL.height];
    return `<g transform="translate(${x} ${y})">${draw(panel)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ` font-family="system-ui, sans-serif" font-size="11" fill="#7a8594">`,
    ...drawn,
    '</svg>\n',
  ].join('');
}

function draw({ title, x, y, series }: Panel): string {
  const points = series.flatMap((one) => one.points);
  const scales = scalesFor(points);
  const lines = series.map((one, index) => line(one, colour(index), scales));
  const names = series.length > 1 ? series.map((one, index) => legend(one.name, index)) : [];
  return [label(PANEL.width / 2, 16, title, 'middle', 13), axes(scales, x, y), ...lines, ...names].join('');
}

function scalesFor(points: readonly Point[]): Scales {
  const mostX = nice(Math.max(...points.map(([x]) => x)));
  const mostY = nice(Math.max(...points.map(([, y]) => y)));
  const { width, height, left, right, top, bottom } = PANEL;
  return {
    mostX,
    mostY,
    x: (value) => round(left + (value / mostX) * (width - left - right)),
    y: (value) => round(height - bottom - (value / mostY) * (height - top - bottom)),
  };
}

function axes({ mostX, mostY, x, y }: Scales, nameX: string, nameY: string): string {
  const marks: string[] = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const [atX, atY] = [x(mostX * share), y(mostY * share)];
    marks.push(`<path d="M${x(0)} ${atY}H${x(mostX)}" stroke="#7a8594" stroke-opacity=".25"/>`);
    marks.push(label(x(0) - 5, atY + 4, text(mostY * share), 'end'));
    marks.push(label(atX, y(0) + 14, text(mostX * share), 'middle'));
  }
  const middleX = (x(0) + x(mostX)) / 2;
  const middleY = (y(0) + y(mostY)) / 2;
  const turned = `<text transform="translate(12 ${middleY}) rotate(-90)" text-anchor="middle">${nameY}</text>`;
  return [...marks, label(middleX, y(0) + 30, nameX, 'middle'), turned].join('');
}

function line({ points }: Series, stroke: string, { x, y }: Scales): string {
  const path = points.map(([atX, atY], index) => `${index === 0 ? 'M' : 'L'}${x(atX)} ${y(atY)}`).join('');
  const dots = points.length > 20 ? [] : points.map(([atX, atY]) => dot(x(atX), y(atY), stroke));
  return `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="1.8"/>${dots.join('')}`;
}

const dot = (x: number, y: number, fill: string): string =>
  `<circle cx="${x}" cy="${y}" r="3" fill="${fill}"/>`;

function legend(name: string, index: number): string {
  const y = PANEL.top + 8 + index * 14;
  const x = PANEL.left + 10;
  return `${dot(x, y - 4, colour(index))}${label(x + 8, y, name, 'start')}`;
}

function label(x: number, y: number, content: string, anchor: string, size?: number): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${size ? ` font-size="${size}"` : ''}>${escaped}</text>`;
}

/** The next round number: 1, 2, 2.5, 4, 5 or 8 times a power of ten. */
function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 2, 2.5, 4, 5, 8, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}

const text = (value: number): string => String(Number(value.toPrecision(3)));
const round = (value: number): number => Number(value.toFixed(1));
