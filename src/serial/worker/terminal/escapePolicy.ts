/**
 * What a guest may say to the terminal. A guest's output is untrusted: it may paint the screen and ask the terminal
 * about it, and nothing else. Sequences are given without introducer and terminator.
 * @module
 */

/** A control sequence that is passed on. */
export interface PassedSequence {
  readonly sequence: string;
  /** The private mode that it asks for (DECRQM), if it asks. */
  readonly asksMode?: number;
}

/** Prefix, parameters, intermediates: ECMA-48, 5.4. Anything else a terminal ignores too. */
const WELL_FORMED = /^([<=>?]?)([0-9:;]*)([ -/]*)$/;

const BRACKETED_PASTE = 2004;

/** XTWINOPS "report the size of the text area in characters": the guest's to ask; all others move windows. */
const REPORT_TEXT_SIZE = '18';

/** CSI. Undefined: taken out. */
export function controlSequence(
  body: string,
  final: string,
  bracketedPaste: boolean,
): PassedSequence | undefined {
  const parts = WELL_FORMED.exec(body);
  if (!parts) return undefined;
  const [, prefix = '', parameters = '', intermediates = ''] = parts;
  if (final === 't' && intermediates === '') {
    return prefix === '' && parameters === REPORT_TEXT_SIZE ? { sequence: body + final } : undefined;
  }
  if (final === 'h' && prefix === '?' && intermediates === '' && !bracketedPaste) {
    return withoutBracketedPaste(parameters);
  }
  if (final === 'p' && prefix === '?' && intermediates === '$') {
    return { sequence: body + final, asksMode: Number.parseInt(parameters, 10) };
  }
  return { sequence: body + final };
}

function withoutBracketedPaste(parameters: string): PassedSequence | undefined {
  const all = parameters.split(';');
  const rest = all.filter((parameter) => Number.parseInt(parameter, 10) !== BRACKETED_PASTE);
  if (rest.length === 0) return undefined;
  return { sequence: `?${rest.join(';')}h` };
}

/**
 * OSC. Allowed are colours (4, 5, 10 to 19 and their resets), whose questions the terminal answers to the guest,
 * and links to web pages (8). Not allowed, among others: titles (0 to 2), working directory (7), notifications and
 * progress (9, 99, 777), clipboard (52), shell integration (133, 633), iTerm's (1337).
 */
export function systemCommand(body: string): boolean {
  const [number = ''] = body.split(';', 1);
  if (/^(4|5|1[0-9]|104|105|11[0-9])$/.test(number)) return true;
  return number === '8' && /^8;[^;]*;(https?:\/\/.*)?$/i.test(body);
}

/** DCS. Allowed is DECRQSS, a question about the screen's settings; the guest gets the answer. */
export function deviceControl(body: string): boolean {
  return /^\$q[ -~]{0,8}$/.test(body);
}
