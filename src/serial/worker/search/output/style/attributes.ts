import type { TextStyle } from '../../../../outputProtocol';

export const PLAIN: TextStyle = {};

type Change = Partial<Record<keyof TextStyle, TextStyle[keyof TextStyle] | undefined>>;

/** SGR parameters without arguments (ECMA-48, 8.3.117), but for colours. */
const SIMPLE: Readonly<Record<number, Change>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  9: { struck: true },
  22: { bold: undefined, dim: undefined },
  23: { italic: undefined },
  24: { underline: undefined },
  29: { struck: undefined },
  39: { foreground: undefined },
  49: { background: undefined },
};
const REVERSE = 7;
const MOST_PARAMETERS = 32;

/** The style after an SGR sequence. Equal styles are the same object only where nothing changes. */
export function changed(style: TextStyle, parameters: string): TextStyle {
  const values = parameters.split(/[;:]/, MOST_PARAMETERS).map((value) => Number(value) || 0);
  let next = style;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? 0;
    if (value === 38 || value === 48) {
      const { color, used } = extended(values, at + 1);
      at += used;
      if (color !== undefined) next = { ...next, [value === 38 ? 'foreground' : 'background']: color };
    } else next = simple(next, value);
  }
  return isSame(next, style) ? style : isSame(next, PLAIN) ? PLAIN : next;
}

function simple(style: TextStyle, value: number): TextStyle {
  if (value === 0) return PLAIN;
  const change = SIMPLE[value];
  if (change) return without({ ...style, ...change });
  const [first, color] = [Math.floor(value / 10) * 10, value % 10];
  if (color < 8 && (first === 30 || first === 90))
    return { ...style, foreground: color + (first === 90 ? 8 : 0) };
  if (color < 8 && (first === 40 || first === 100))
    return { ...style, background: color + (first === 100 ? 8 : 0) };
  // Reversed by what is set: the colours that a theme has for text cannot be.
  if (value === REVERSE)
    return without({ ...style, foreground: style.background ?? 0, background: style.foreground ?? 7 });
  return style;
}

function without(style: Change): TextStyle {
  return Object.fromEntries(Object.entries(style).filter(([, value]) => value !== undefined));
}

/** `38;5;n` and `38;2;r;g;b`. @returns how many of the values belong to it, too. */
function extended(
  values: readonly number[],
  at: number,
): { color: number | string | undefined; used: number } {
  if (values[at] === 5) return { color: indexed(values[at + 1] ?? 0), used: 2 };
  if (values[at] !== 2) return { color: undefined, used: values.length };
  return { color: rgb([values[at + 1] ?? 0, values[at + 2] ?? 0, values[at + 3] ?? 0]), used: 4 };
}

/** xterm's palette: the theme's sixteen, a cube of six, 24 greys. */
function indexed(index: number): number | string {
  if (index < 16) return index;
  if (index >= 232) return rgb(Array.from({ length: 3 }, () => (Math.min(index, 255) - 232) * 10 + 8));
  const cube = index - 16;
  return rgb(
    [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((part) =>
      part === 0 ? 0 : part * 40 + 55,
    ),
  );
}

const rgb = (parts: readonly number[]): string =>
  `#${parts.map((part) => Math.min(255, part).toString(16).padStart(2, '0')).join('')}`;

function isSame(one: TextStyle, other: TextStyle): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
