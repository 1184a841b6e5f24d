/** A character that a keyboard makes with Ctrl, or has no key for. */
export interface ControlCharacter {
  /** What is pressed on a terminal: `Ctrl+C`. */
  readonly keys: string;
  /** Its name in ASCII. */
  readonly name: string;
  readonly code: number;
}

const NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US';
const DEL = 0x7f;

/** ASCII's control characters, in their order. */
export const CONTROL_CHARACTERS: readonly ControlCharacter[] = [
  ...NAMES.split(' ').map((name, code) => ({ keys: `Ctrl+${String.fromCharCode(code + 0x40)}`, name, code })),
  { keys: 'Ctrl+?', name: 'DEL', code: DEL },
];

/** The one that is called `C`, `Ctrl+C`, `^C` or `ETX`; undefined if there is none. */
export function controlCharacter(called: string): ControlCharacter | undefined {
  const key = called.toUpperCase().replace(/^(?:CTRL\+|\^)(?=.$)/, '');
  return CONTROL_CHARACTERS.find(({ keys, name }) => name === key || keys === `Ctrl+${key}`);
}
