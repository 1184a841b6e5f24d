import type { DebugProtocol } from '@vscode/debugprotocol';
import type { FrameReference } from 'cdt-gdb-adapter/dist/types/session';
import { stat } from 'node:fs/promises';
import { quote } from './process/mi';
import type { Send } from './breakpointTable';

/** A global variable as GDB's variable object. */
export interface GlobalVariable {
  readonly name: string;
  /** How it is named in an expression wherever one stands. */
  readonly expression: string;
  readonly object: string;
  readonly type: string;
  readonly value: string;
  readonly hasChildren: boolean;
}

/** A file of more has no person read them. */
const MOST_VARIABLES = 500;

/** Without Python GDB can only list all variables of a program: fine for firmware, minutes for Linux. In bytes. */
const LIST_ALL_LIMIT = 20 * 1024 * 1024;

/** Marks our line among whatever else GDB prints. */
const MARK = 'variables:';

/** Names of the variables that the frame's source file defines, outside of functions: `LOC_STATIC` and the like. */
const SCRIPT =
  'python import gdb, json; (lambda s: print(' +
  `"${MARK}" + json.dumps({"file": s.filename, "names": [v.name for b in (s.global_block(), s.static_block()) for v in b ` +
  'if v.is_variable and v.addr_class not in (gdb.SYMBOL_LOC_UNRESOLVED, gdb.SYMBOL_LOC_OPTIMIZED_OUT)]} ' +
  'if s else {"file": "", "names": []})))(gdb.selected_frame().find_sal().symtab)';

interface Found {
  readonly file: string;
  readonly names: readonly string[];
}

interface Created {
  readonly name: string;
  readonly numchild: string;
  readonly value: string;
  readonly type: string;
}

interface Symbols {
  readonly symbols: {
    readonly debug?: readonly {
      readonly filename: string;
      readonly symbols: readonly { readonly name: string }[];
    }[];
  };
}

/** The global and file-static variables of the source file that a frame is in. */
export class Globals {
  /** Expression → variable object. They live as long as the session. */
  private readonly objects = new Map<string, Created>();

  /**
   * @param ask Runs a console command in a frame and returns what it prints.
   * @param program Its size decides whether all of its variables may be listed.
   */
  constructor(
    private readonly send: Send,
    private readonly ask: (command: string, where: string) => Promise<string>,
    private readonly program: string | undefined,
  ) {}

  /** @throws GDB's error when it cannot say where the frame is. */
  async list(frame: FrameReference): Promise<readonly GlobalVariable[]> {
    const { file, names } = await this.find(frame);
    const unique = [...new Set(names)].sort().slice(0, MOST_VARIABLES);
    const found: GlobalVariable[] = [];
    for (const name of unique) {
      const variable = await this.read(name, expressionOf(file, name)).catch(() => undefined);
      if (variable) found.push(variable);
    }
    return found;
  }

  /** Gives a variable that was listed a new value, and returns it as GDB shows it. */
  async assign(name: string, file: string, value: string): Promise<string> {
    const object = this.objects.get(expressionOf(file, name));
    if (!object) throw new Error(`${name} is not known any more.`);
    return (await this.send<{ value: string }>(`-var-assign ${object.name} ${quote(value)}`)).value;
  }

  /** @throws GDB's error. */
  async find({ threadId, frameId }: FrameReference): Promise<Found> {
    const text = await this.ask(SCRIPT, `--thread ${threadId} --frame ${frameId}`).catch(() => '');
    const at = text.indexOf(MARK);
    if (at >= 0) return JSON.parse(text.slice(at + MARK.length)) as Found;
    return await this.findWithoutPython(`--thread ${threadId} --frame ${frameId}`);
  }

  private async findWithoutPython(where: string): Promise<Found> {
    const size = this.program === undefined ? 0 : (await stat(this.program)).size;
    if (size > LIST_ALL_LIMIT) throw new Error('This GDB has no Python, which a program of this size needs.');
    const { frame } = await this.send<{ frame: { file?: string } }>(`-stack-info-frame ${where}`);
    const file = frame.file ?? '';
    const all = await this.send<Symbols>('-symbol-info-variables');
    const names = (all.symbols.debug ?? [])
      .filter(({ filename }) => filename === file)
      .flatMap(({ symbols }) => symbols.map(({ name }) => name));
    return { file, names };
  }

  private async read(name: string, expression: string): Promise<GlobalVariable> {
    const known = this.objects.get(expression);
    const object = known ? await this.update(known) : await this.create(expression);
    this.objects.set(expression, object);
    return {
      name,
      expression,
      object: object.name,
      type: object.type,
      value: object.value,
      hasChildren: Number(object.numchild) > 0,
    };
  }

  /** `@`: not bound to a frame. */
  private create(expression: string): Promise<Created> {
    return this.send<Created>(`-var-create - @ ${quote(expression)}`);
  }

  private async update(object: Created): Promise<Created> {
    interface Change {
      readonly name: string;
      readonly value?: string;
      readonly in_scope: string;
    }
    const { changelist } = await this.send<{ changelist: readonly Change[] }>(`-var-update 1 ${object.name}`);
    const change = changelist.find(({ name }) => name === object.name);
    return change?.value === undefined ? object : { ...object, value: change.value };
  }
}

/** `'file.c'::name` is the file's own, whatever locals and other files call theirs. Other languages have paths. */
function expressionOf(file: string, name: string): string {
  return /\.(c|h|s|S)$/.test(file) ? `'${file}'::${name}` : name;
}

/** As the editor wants it. */
export function asVariable(variable: GlobalVariable, children: number): DebugProtocol.Variable {
  return {
    name: variable.name,
    evaluateName: variable.expression,
    value: variable.value,
    type: variable.type,
    memoryReference: `&(${variable.expression})`,
    variablesReference: children,
  };
}
