import * as l10n from '@vscode/l10n';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { CancelledError } from '../../../../concurrency/abort';
import type { Handlers } from '../../../session/requests';
import { faultRow } from '../../../fault/faultRow';
import type { GdbLink } from '../../gdbLink';
import type { FaultOf } from '../faults';
import type { Frames } from '../frames';
import { isArray } from './expressions';
import { Globals, type Global } from './globals';
import { Handles } from '../../handles';
import { localsOf } from './locals';
import { PythonValues } from './pythonValues';
import { Registers } from './registers';
import { failed, ValueTree, type Range, type Row, type Value } from './valueTree';
import { VarObjects } from './varObjects';
import { WorkLimit } from './workLimit';

/** This many variables of a scope are asked for at once. */
const AT_ONCE = 16;

/** Something that the editor can expand. */
type Reference = {
  /** What was listed last, by name: what one of them is called matters when it is changed or watched. */
  readonly rows: Map<string, Row>;
} & (
  | { readonly kind: 'locals'; readonly place: string }
  | { readonly kind: 'registers'; readonly place: string }
  | { readonly kind: 'globals'; readonly place: string; readonly rest?: readonly Global[] }
  | { readonly kind: 'value'; readonly value: Value; readonly range?: Range }
);

/** Scopes and the trees of variables in them. */
export class Variables {
  private readonly references = new Handles<Reference>();
  private readonly objects: VarObjects;
  private readonly python: PythonValues;
  private readonly tree: ValueTree;
  private readonly globals: Globals;
  private readonly registers: Registers;

  /**
   * @param program The ELF file that is debugged.
   * @param faultOf What a vCPU's registers tell about its last fault, for the frame that `place` names; never rejects.
   * @param now A clock, in milliseconds.
   */
  constructor(
    private readonly link: GdbLink,
    private readonly frames: Frames,
    program: string | undefined,
    private readonly faultOf: FaultOf = () => Promise.resolve(undefined),
    private readonly now: () => number = () => performance.now(),
  ) {
    const send = <T>(command: string): Promise<T> => link.send<T>(command);
    this.objects = new VarObjects(send);
    this.python = new PythonValues((command, place) => link.ask(command, place));
    this.tree = new ValueTree(this.objects, this.python);
    this.globals = new Globals(send, this.python, program);
    this.registers = new Registers(send);
  }

  readonly handlers: Handlers = {
    scopes: ({ frameId }) => Promise.resolve({ scopes: this.scopes(this.frames.place(frameId)) }),
    variables: async (args) => ({ variables: await this.list(args) }),
    setVariable: (args) => this.assign(args),
  };

  /** A value for an expression, as the editor shows results. @throws why it has none. */
  async evaluate(expression: string, place: string): Promise<Dap.EvaluateResponse['body']> {
    const row = await this.tree.evaluated(expression, place);
    const { type, evaluateName: _, name: _name, value, ...rest } = this.variable(row);
    return { result: value, ...(type !== undefined && { type }), ...rest };
  }

  /** What GDB prints for an expression, with the values that are in it as far as GDB prints them. */
  async print(expression: string, place: string): Promise<string> {
    return (await this.python.print(expression, place)) ?? (await this.objects.textOf(expression, place));
  }

  /** The expression for something that was listed; undefined for registers, and for what is not in memory. */
  expressionOf(reference: number, name: string): string | undefined {
    return this.references.get(reference)?.rows.get(name)?.value.expression;
  }

  /** The guest has gone on. */
  clear(): void {
    this.references.clear();
    this.objects.clear();
    this.python.clear();
  }

  private scopes(place: string): Dap.Scope[] {
    const scope = (
      name: string,
      kind: 'locals' | 'globals' | 'registers',
      expensive: boolean,
    ): Dap.Scope => ({
      name,
      variablesReference: this.references.create({ kind, place, rows: new Map() }),
      expensive,
      ...(kind !== 'globals' && { presentationHint: kind }),
    });
    return [
      scope(l10n.t('Locals'), 'locals', false),
      scope(l10n.t('Globals'), 'globals', true),
      scope(l10n.t('Registers'), 'registers', true),
    ];
  }

  private async list({
    variablesReference,
    filter,
    start = 0,
    count = 0,
  }: Dap.VariablesArguments): Promise<Dap.Variable[]> {
    const reference = this.references.get(variablesReference);
    if (!reference) throw new CancelledError(l10n.t('The guest has run since then.'));
    if (reference.kind === 'globals') return await this.listGlobals(reference);
    if (reference.kind === 'registers') return await this.listRegisters(reference);
    const rows = await this.rowsOf(reference, count > 0 ? [start, start + count] : undefined, filter);
    return rows.map((row) => this.kept(reference, row));
  }

  private async rowsOf(
    reference: Exclude<Reference, { kind: 'globals' | 'registers' }>,
    part: Range | undefined,
    filter: Dap.VariablesArguments['filter'],
  ): Promise<readonly Row[]> {
    switch (reference.kind) {
      case 'locals':
        return await this.locals(reference.place);
      case 'value': {
        const { value, range = [0, value.count] } = reference;
        if (filter !== undefined && (filter === 'indexed') !== isArray(value.type)) return [];
        const wanted: Range = part ? [range[0] + part[0], range[0] + part[1]] : range;
        const asked = part || reference.range ? wanted : undefined;
        return await this.tree.children(value, asked, this.limit());
      }
    }
  }

  private async locals(place: string): Promise<readonly Row[]> {
    const rows = await this.tree.locals(place);
    if (rows) return rows;
    const locals = await localsOf((command) => this.link.send(command), place);
    return await Promise.all(
      locals.map(async ({ name, type, value }) =>
        value !== undefined
          ? simple(name, value, type, name, place)
          : await this.tree.row(name, name, place).catch((error: unknown) => failed(name, error)),
      ),
    );
  }

  private async listRegisters(reference: Reference & { kind: 'registers' }): Promise<Dap.Variable[]> {
    const { place } = reference;
    const registers = await this.registers.list(place);
    const rows = registers.map(({ name, value }) =>
      this.kept(reference, simple(name, value, '', `$${name}`, place)),
    );
    const fault = await this.faultOf(place, registers);
    return fault === undefined ? rows : [faultRow(fault), ...rows];
  }

  /** As many as there is time for; the others are behind a line of their own. */
  private async listGlobals(reference: Reference & { kind: 'globals' }): Promise<Dap.Variable[]> {
    const { place } = reference;
    const all = reference.rest ?? (await this.globals.list(place));
    const rows = await this.limit().run(all, AT_ONCE, ({ name, expression }) =>
      // Not bound to a frame. One that cannot be read is one that is not there, such as a constant.
      this.tree.row(name, expression, '').catch(() => undefined),
    );
    const shown = rows.flatMap((row) => (row ? [this.kept(reference, row)] : []));
    const rest = all.slice(rows.length);
    const next = rest[0];
    if (!next) return shown;
    const more = this.references.create({ kind: 'globals', place, rest, rows: new Map() });
    const name = `${next.name} …`;
    return [...shown, { name, value: l10n.t('{0} more', rest.length), variablesReference: more }];
  }

  private async assign(args: Dap.SetVariableArguments): Promise<Dap.SetVariableResponse['body']> {
    const reference = this.references.get(args.variablesReference);
    // A client may change what it has not listed.
    if (reference && !reference.rows.has(args.name))
      await this.list({ variablesReference: args.variablesReference });
    const row = reference?.rows.get(args.name);
    const { value } = row ?? {};
    if (value?.expression === undefined && value?.object === undefined)
      throw new Error(l10n.t('{0} cannot be changed.', args.name));
    const object = value.object ?? (await this.objects.create(value.expression ?? '', value.place)).name;
    return { value: await this.objects.assign(object, args.value) };
  }

  private kept(reference: Reference, row: Row): Dap.Variable {
    reference.rows.set(row.name, row);
    return this.variable(row);
  }

  private variable({ name, text, value, range }: Row): Dap.Variable {
    const { type, count, expression, object, python } = value;
    const indexed = range ? range[1] - range[0] : count;
    const tree = count > 0 && (object ?? python) !== undefined;
    return {
      name,
      value: text,
      variablesReference: tree
        ? this.references.create({ kind: 'value', value, rows: new Map(), ...(range && { range }) })
        : 0,
      ...(type !== '' && !range && { type }),
      ...(expression !== undefined && !range && { evaluateName: expression }),
      ...(expression !== undefined &&
        !range &&
        !expression.startsWith('$') && { memoryReference: `&(${expression})` }),
      ...(tree && isArray(type) && { indexedVariables: indexed }),
    };
  }

  private limit(): WorkLimit {
    return new WorkLimit(this.now);
  }
}

/** A row without anything in it. */
function simple(name: string, text: string, type: string, expression: string, place: string): Row {
  const value: Value = { object: undefined, expression, type, count: 0, dynamic: false, place };
  return { name, text, value };
}
