import * as l10n from '@vscode/l10n';
import { stat } from 'node:fs/promises';
import type { Send } from '../../breakpoints/breakpointTable';
import type { FileGlobals, PythonValues } from './pythonValues';

/** Without Python GDB can only list all variables of a program: fine for firmware, minutes for Linux. In bytes. */
const LIST_ALL_LIMIT = 20 * 1024 * 1024;

interface Symbols {
  readonly symbols: {
    readonly debug?: readonly {
      readonly filename: string;
      readonly symbols: readonly { readonly name: string }[];
    }[];
  };
}

/** A global variable: its name, and how it is named in an expression wherever one stands. */
export interface Global {
  readonly name: string;
  readonly expression: string;
}

/** Finds the global and file-static variables of the source file that a frame is in. */
export class Globals {
  /**
   * @param program Its size decides whether all of its variables may be listed.
   */
  constructor(
    private readonly send: Send,
    private readonly python: PythonValues,
    private readonly program: string | undefined,
  ) {}

  /**
   * In the order of their names.
   * @param place MI options for the frame.
   * @throws GDB's error when it cannot say where the frame is.
   */
  async list(place: string): Promise<readonly Global[]> {
    const { file, names } = await this.find(place);
    return [...new Set(names)].sort().map((name) => ({ name, expression: expressionOf(file, name) }));
  }

  private async find(place: string): Promise<FileGlobals> {
    const found = await this.python.globals(place).catch(() => undefined);
    return found ?? (await this.findWithoutPython(place));
  }

  private async findWithoutPython(place: string): Promise<FileGlobals> {
    const size = this.program === undefined ? 0 : (await stat(this.program)).size;
    if (size > LIST_ALL_LIMIT)
      throw new Error(l10n.t('A program of this size needs a GDB with Python to list its global variables.'));
    const { frame } = await this.send<{ frame: { file?: string } }>(`-stack-info-frame ${place}`);
    const file = frame.file ?? '';
    const all = await this.send<Symbols>('-symbol-info-variables');
    const names = (all.symbols.debug ?? [])
      .filter(({ filename }) => filename === file)
      .flatMap(({ symbols }) => symbols.map(({ name }) => name));
    return { file, names };
  }
}

/** `'file.c'::name` is the file's own, whatever locals and other files call theirs. Other languages have paths. */
function expressionOf(file: string, name: string): string {
  return /\.(c|h|s|S)$/.test(file) ? `'${file}'::${name}` : name;
}
