/** What a test's result line says beside `ok` and `not ok`: TAP 14's two, and the kernel's additions to them. */
type Directive = 'skip' | 'todo' | 'xfail' | 'timeout' | 'error';

interface Placed {
  /** How far it is nested: columns of white space and `# ` marks. Only which of two lines has more means something. */
  readonly depth: number;
}

export interface ResultLine extends Placed {
  readonly kind: 'result';
  readonly ok: boolean;
  readonly number?: number;
  readonly name: string;
  readonly directive?: Directive;
  readonly reason?: string;
}

/** One line of TAP 12 to 14 or KTAP. */
export type TapLine =
  | (Placed & { readonly kind: 'version' })
  | (Placed & { readonly kind: 'plan'; readonly count: number; readonly reason?: string })
  | ResultLine
  | (Placed & { readonly kind: 'subtest'; readonly name: string })
  | (Placed & { readonly kind: 'diagnostic'; readonly text: string })
  | (Placed & { readonly kind: 'bail'; readonly reason: string });

const MARKS = /^(?:# )*/;
const VERSION = /^K?TAP version \d{1,3}\b/;
const PLAN = /^1\.\.(\d{1,9})(?:\s|$)/;
const RESULT = /^(ok|not ok)\b(?: +(\d{1,9})(?=\s|$))?(?: +-(?=\s|$))?/;
const SUBTEST = /^# Subtest:\s?/;
const BAIL = /^Bail out!/;
const DIRECTIVE = /(?:^|\s)#\s{0,4}(skip|todo|xfail|timeout|error)(?:ped)?\b:?/i;
/** What kselftest's runner says of a program that failed. */
const EXIT = /\s#\s{0,4}(exit=\d{1,3})\s*$/;

/**
 * Reads one line, without its console prefix. Nested results are indented (KUnit, TAP 14), or come as comments, as
 * kselftest's runner prints those of its programs: both count as depth.
 * @returns undefined for what is none of TAP.
 */
export function readTapLine(line: string): TapLine | undefined {
  const { depth, text } = nesting(line);
  if (VERSION.test(text)) return { kind: 'version', depth };
  const [, count] = PLAN.exec(text) ?? [];
  if (count !== undefined) return { kind: 'plan', depth, count: Number(count), ...directive(text) };
  const result = RESULT.exec(text);
  if (result) return readResult(text, result, depth);
  if (SUBTEST.test(text)) return { kind: 'subtest', depth, name: text.replace(SUBTEST, '').trim() };
  if (BAIL.test(text)) return { kind: 'bail', depth, reason: text.replace(BAIL, '').trim() };
  return text.startsWith('#') ? { kind: 'diagnostic', depth, text: text.slice(1).trim() } : undefined;
}

/** Takes indentation off, and `# ` in front of what would be a line of TAP by itself. */
function nesting(line: string): { depth: number; text: string } {
  const inner = line.trimStart();
  const depth = line.length - inner.length;
  const [marks = ''] = MARKS.exec(inner) ?? [];
  const rest = inner.slice(marks.length);
  if (marks !== '' && (VERSION.test(rest) || PLAN.test(rest) || RESULT.test(rest)))
    return { depth: depth + marks.length / 2, text: rest };
  // The innermost mark is its own.
  if (rest.startsWith('Subtest:')) return { depth: depth + marks.length / 2 - 1, text: `# ${rest}` };
  return { depth, text: inner };
}

function readResult(text: string, [whole, ok, number]: RegExpExecArray, depth: number): ResultLine {
  const rest = text.slice(whole.length);
  const at = (DIRECTIVE.exec(rest) ?? EXIT.exec(rest))?.index;
  return {
    kind: 'result',
    depth,
    ok: ok === 'ok',
    ...(number !== undefined && { number: Number(number) }),
    name: (at === undefined ? rest : rest.slice(0, at)).replace(/\\([\\#])/g, '$1').trim(),
    ...directive(rest),
  };
}

function directive(text: string): { directive?: Directive; reason?: string } {
  const found = DIRECTIVE.exec(text);
  const [, exit] = EXIT.exec(text) ?? [];
  if (!found) return exit === undefined ? {} : { reason: exit };
  const reason = text.slice(found.index + found[0].length).trim();
  return {
    directive: (found[1] ?? '').toLowerCase() as Directive,
    ...(reason !== '' && { reason }),
  };
}
