/** The worst uses of what xterm.js implements, at 30 rows and 80 columns. */
export interface CostlySequence {
  readonly name: string;
  /** Comes first, once. */
  readonly before?: string;
  /** Comes again and again; the number makes one differ from the next. */
  readonly unit: (index: number) => string;
}

function same(name: string, unit: string, before?: string): CostlySequence {
  return { name, unit: () => unit, ...(before !== undefined && { before }) };
}

const HUGE = '2147483647';
const COUNTED = ['@', 'P', 'X', 'L', 'M', 'S', 'T', '^', 'I', 'Z', 'b', ' @', ' A', "'}", "'~"];
const OTHERS = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  '`',
  'a',
  'd',
  'e',
  'f',
  's',
  'u',
  'i',
  '!p',
  ' q',
  '"q',
  'r',
];
const ESCAPES = ['c', '7', '8', 'D', 'E', 'H', 'M', '=', '>', 'n', 'o', '(0', '#8', '%G', 'Z'];
const LINK = '\x1b]8;;http://a\x1b\\';

export const COSTLY: readonly CostlySequence[] = [
  ...COUNTED.flatMap((final) => [
    same(`CSI ${HUGE} ${final}`, `\x1b[${HUGE}${final}`),
    same(`CSI ${final}`, `\x1b[${final}`),
    same(`text, CSI 99999 ${final}`, `x\x1b[99999${final}`),
    same(`CSI 99999 ${final} in a scroll region`, `\x1b[99999${final}`, '\x1b[2;29r\x1b[5;1Hx'),
  ]),
  ...OTHERS.map((final) => same(`CSI ${final}`, `\x1b[${final}`)),
  ...ESCAPES.flatMap((final) => [
    same(`ESC ${final}`, `\x1b${final}`),
    same(`text, ESC ${final}`, `x\x1b${final}`),
  ]),
  ...['J', '1J', '2J', '3J', '?J', '?2J', 'K', '1K', '2K', '?2K'].flatMap((erase) => [
    same(`CSI ${erase}`, `\x1b[${erase}`),
    same(`text at home, CSI ${erase}`, `\x1b[Hx\x1b[${erase}`),
  ]),
  same('home, erase below', '\x1b[H\x1b[J'),
  same('erase all in a scroll region', 'x\x1b[2J', '\x1b[2;20r'),
  same('reverse index at the top', '\x1bM', '\x1b[H'),
  same('line feeds', '\n'),
  same('lines of one character', 'x\n'),
  same('vertical tabs', '\v'),
  same('line feeds in a scroll region', '\n', '\x1b[2;30r\x1b[30H'),
  same('line feeds in a scroll region from the top', 'x\n', '\x1b[1;29r\x1b[29H'),
  same('text that wraps in a scroll region', 'x', '\x1b[2;30r\x1b[30H'),
  same('tabs', '\r\t'),
  same('tabs without stops', '\r\t', '\x1b[3g'),
  same('backspaces', '\b'),
  same('bells', '\x07'),
  same('enquiries', '\x05'),
  same('insert mode', '\rabc', '\x1b[4h'),
  same('insert mode, wide characters', '\r你好', '\x1b[4h'),
  same('insert mode, repeated', `x\x1b[${HUGE}b`, '\x1b[4h'),
  same('wide characters', '你好世界'),
  same('emoji', '😀'),
  same('marks', 'a\u0301\u0302'),
  same('marks without end', '\u0301', 'a'),
  same('line drawing', 'lqqk', '\x1b(0'),
  same('shift in and out', '\x0e\x0f'),
  same('underlined in style', 'abcdef', '\x1b[4:3;58;5;1m'),
  same('attributes', '\x1b[38;2;1;2;3m'),
  same('attributes, 32 that are copied', `\x1b[${Array(32).fill('4').join(';')}m`),
  same('attributes, thousands', `\x1b[${Array(5000).fill('4').join(';')}m`),
  same('attributes, with parts', `\x1b[${Array(20).fill('58:2:1:2:3').join(';')}m`),
  same('alternate screen and back', '\x1b[?1049h\x1b[?1049l'),
  same('alternate screen of old and back', '\x1b[?47hx\x1b[?47l'),
  same('modes', '\x1b[?1h\x1b[?1l'),
  same('many modes', '\x1b[?1;6;7;25;45;66;1000;1002;1003;1006;1047;1048;1049;2026h'),
  same('mouse', '\x1b[?1003h\x1b[?1003l'),
  same('synchronized output', '\x1b[?2026h\x1b[?2026l'),
  same('new line mode', '\x1b[20h\x1b[20l'),
  same('size', '\x1b[8;50;200t'),
  same('titles', '\x1b[22t\x1b[23t'),
  same('kitty keyboard', '\x1b[>1u\x1b[<9999999u'),
  same('device attributes', '\x1b[c'),
  same('cursor position', '\x1b[6n'),
  same('modes asked for', '\x1b[?25$p'),
  same('settings asked for', '\x1bP$qm\x1b\\'),
  same('version asked for', '\x1b[>q'),
  same('a color', '\x1b]4;1;#123\x07'),
  same('colors', `\x1b]4;${Array(500).fill('1;#111').join(';')}\x07`),
  same('background', '\x1b]11;#123\x07'),
  same('colors back', '\x1b]104\x07'),
  same('colors back, each', `\x1b]104;${Array(500).fill('1').join(';')}\x07`),
  same('a color asked for', '\x1b]4;1;?\x07'),
  same('a string without end', '\x1b]0;xxxxxxxx'),
  same('sixels', '\x1bPq#0;2;0;0;0~~@@vv@@~~@@~~$\x1b\\'),
  same('strings that are ignored', '\x1b_Gxxxx\x1b\\'),
  same('one link', 'abcdefgh', LINK),
  same('one link over many lines', 'ab\r\n', LINK),
  same('the same link', `${LINK}x`),
  { name: 'different links', unit: (index) => `\x1b]8;;http://a${index}\x1b\\x` },
  { name: 'different links, each on its line', unit: (index) => `\x1b]8;;http://a${index}\x07x\r\n` },
  { name: 'one link by its id, on all lines', unit: () => '\x1b]8;id=1;http://a\x07x\r\n' },
  same('rectangles', 'x\x1b[1;1;30;80$z\x1b[1;1;1;30;80;5;5;1$v'),
  same('8-bit sequences', `\x9b${HUGE}T`),
  same('controls within a sequence', `\x1b[9\n9\n9T`),
];

/** 64 kB of it. */
export function costly({ before = '', unit }: CostlySequence, length = 65_536): string {
  let text = before;
  for (let index = 0; text.length < length; index++) text += unit(index);
  return text;
}

/** 64 kB of ordinary text. */
export const ORDINARY = costly(
  same('ordinary text', 'the quick brown fox jumps over the lazy dog 0123456789\r\n'),
);
