import { messageOf } from '../../../../concurrency/messageOf';
import { DEFINE, MARK } from './pythonScript';
import type { VarObject } from './varObjects';

/** Runs a console command in a frame and returns what it prints. */
type Ask = (command: string, place: string) => Promise<string>;

/** What Python says of a value. */
export interface PythonRow extends Partial<VarObject> {
  readonly exp: string;
  /** Only a variable object can show it: a pretty-printer makes it up, or it has base classes. */
  readonly elsewhere?: boolean;
  /** Why it cannot be read. */
  readonly error?: string;
}

export interface PythonChildren {
  /** Of how many these are some. */
  readonly count: number;
  readonly children: readonly PythonRow[];
}

/** The variables that a source file defines outside of functions. */
export interface FileGlobals {
  /** Empty when nobody knows which file a frame is in. */
  readonly file: string;
  readonly names: readonly string[];
}

type Answer<T> = T & { readonly error?: string; readonly elsewhere?: boolean };

/** A GDB without Python, or with one that is too old. */
const NO_PYTHON = /not supported|undefined command|error while executing python|too old/i;

/** Values that GDB's Python keeps for the editor, until the guest goes on. */
export class PythonValues {
  private defined: Promise<boolean> | undefined;
  private stop = 0;

  constructor(private readonly ask: Ask) {}

  /**
   * A value for an expression, in a frame.
   * @returns undefined when GDB has no Python.
   * @throws why it has none.
   */
  async evaluate(expression: string, place: string): Promise<PythonRow | undefined> {
    const row = await this.call<PythonRow>(`evaluate(${JSON.stringify(expression)})`, place);
    // One that cannot be read has a type.
    if (row?.error !== undefined && row.type === undefined) throw new Error(row.error);
    return row;
  }

  /** What GDB prints for an expression, with what is in it. @returns undefined and throws as `evaluate`. */
  async print(expression: string, place: string): Promise<string | undefined> {
    const printed = await this.call<{ text: string }>(`printed(${JSON.stringify(expression)})`, place);
    if (printed?.error !== undefined) throw new Error(printed.error);
    return printed?.text;
  }

  /**
   * The locals and arguments of a frame, innermost block first; none without debug information.
   * @returns undefined when GDB has no Python. @throws GDB's error.
   */
  async locals(place: string): Promise<readonly PythonRow[] | undefined> {
    const found = await this.call<{ locals: readonly PythonRow[] }>('locals()', place);
    if (found?.error !== undefined) throw new Error(found.error);
    return found?.locals;
  }

  /**
   * The global and file-static variables of the source file that a frame is in.
   * @returns undefined when GDB has no Python. @throws GDB's error.
   */
  async globals(place: string): Promise<FileGlobals | undefined> {
    const found = await this.call<FileGlobals>('globals()', place);
    if (found?.error !== undefined) throw new Error(found.error);
    return found;
  }

  /**
   * What is in a value, from one child to before another.
   * @returns undefined when a variable object must show it. @throws GDB's error.
   */
  async children(object: string, from: number, to: number): Promise<PythonChildren | undefined> {
    const found = await this.call<PythonChildren>(`children("${object}", ${from}, ${to})`, '');
    if (found?.error !== undefined) throw new Error(found.error);
    return found?.elsewhere ? undefined : found;
  }

  /** Forgets all of them. GDB is told when it is next asked something, since it cannot be while the guest runs. */
  clear(): void {
    this.stop++;
  }

  private async call<T>(call: string, place: string): Promise<Answer<T> | undefined> {
    if (!(await (this.defined ??= this.define()))) return undefined;
    const text = await this.ask(`python qemu_serial_debug.answer(${this.stop}, lambda q: q.${call})`, place);
    return JSON.parse(marked(text)) as Answer<T>;
  }

  private async define(): Promise<boolean> {
    try {
      return marked(await this.ask(DEFINE, '')) === 'true';
    } catch (error) {
      // Whatever else it is, it may be over when GDB is asked again.
      if (!NO_PYTHON.test(messageOf(error))) this.defined = undefined;
      return false;
    }
  }
}

/** Our line of what GDB printed; empty when there is none. */
function marked(text: string): string {
  const at = text.indexOf(MARK);
  if (at < 0) return '';
  const end = text.indexOf('\n', at);
  return text.slice(at + MARK.length, end < 0 ? undefined : end);
}
