import { quote } from '../../process/mi';

/** Marks our line among whatever else GDB prints. */
const MARK = 'fields:';

/** Runs a console command in a frame and returns what it prints. */
export type Ask = (command: string, place: string) => Promise<string>;

/** The names of a structure's members. GDB's own list makes a variable object of each first, which may take long. */
const SCRIPT = (expression: string): string =>
  'python import gdb, json; (lambda t: print(' +
  `"${MARK}" + json.dumps([f.name for f in (t.target() if t.code == gdb.TYPE_CODE_PTR else t).strip_typedefs().fields()]` +
  `)))(gdb.parse_and_eval(${quote(expression)}).type.strip_typedefs())`;

/**
 * The names of the members of a structure, or of what a pointer to one points to, without looking at the members.
 * @returns undefined when one of them has no name, or GDB has no Python.
 */
export async function fieldNames(
  ask: Ask,
  expression: string,
  place: string,
): Promise<readonly string[] | undefined> {
  const text = await ask(SCRIPT(expression), place).catch(() => '');
  const at = text.indexOf(MARK);
  if (at < 0) return undefined;
  const names = JSON.parse(text.slice(at + MARK.length)) as readonly (string | null)[];
  return names.every((name) => name !== null && /^\w+$/.test(name)) ? (names as string[]) : undefined;
}
