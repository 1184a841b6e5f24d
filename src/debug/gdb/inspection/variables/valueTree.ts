import * as l10n from '@vscode/l10n';
import { messageOf } from '../../../../concurrency/messageOf';
import { childExpression, isAccessLevel, isArray, isText, slice } from './expressions';
import type { PythonRow, PythonValues } from './pythonValues';
import type { VarObject, VarObjects } from './varObjects';
import type { WorkLimit } from './workLimit';

/** An array with more elements is listed in parts, and a request for more than that is answered in part. */
const LARGE_ARRAY = 100;

/** An answer has no more members of a structure than this. */
const MOST_MEMBERS = 256;

/** This many elements or members are asked for at once. */
const AT_ONCE = 16;

/** Something with a value. */
export interface Value {
  /** GDB's variable object; none for a number and such, and for what Python shows. */
  readonly object: string | undefined;
  /** What GDB's Python calls it. */
  readonly python?: string;
  /** What it is called in an expression; undefined for what a pretty-printer made up. */
  readonly expression: string | undefined;
  readonly type: string;
  /** How many children it has, as far as GDB tells. */
  readonly count: number;
  readonly dynamic: boolean;
  /** MI options for the frame that the expression belongs to; none for a global one. */
  readonly place: string;
}

/** A line in the tree. */
export interface Row {
  readonly name: string;
  readonly text: string;
  readonly value: Value;
  /** Set for a line that stands for children which were not listed yet. */
  readonly range?: Range;
}

export type Range = readonly [from: number, to: number];

/**
 * Values as trees: what is in them is listed in parts of bounded work, the rest when it is asked for. GDB's Python shows
 * them as far as it can, variable objects the others.
 */
export class ValueTree {
  constructor(
    private readonly objects: VarObjects,
    private readonly python: PythonValues,
  ) {}

  /** A row for an expression. @throws why it has no value. */
  async row(name: string, expression: string, place: string): Promise<Row> {
    const found = await this.python.evaluate(expression, place);
    if (found && !found.elsewhere) return pythonRow(name, found, expression, place);
    return await this.objectRow(name, expression, place);
  }

  /** The locals and arguments of a frame; undefined when GDB has no Python. @throws GDB's error. */
  async locals(place: string): Promise<Row[] | undefined> {
    const found = await this.python.locals(place);
    return found && (await this.pythonRows(found, place, ({ exp }) => [exp, exp]));
  }

  private async objectRow(name: string, expression: string, place: string): Promise<Row> {
    const made = await this.objects.create(expression, place);
    return await this.shown(name, this.valueFrom(made, expression, place), made.value ?? '');
  }

  /** As `row`, for an expression that must have a value. @throws why it has none. */
  async evaluated(expression: string, place: string): Promise<Row> {
    const found = await this.python.evaluate(expression, place);
    if (found?.error !== undefined) throw new Error(found.error);
    if (found && !found.elsewhere) return pythonRow(expression, found, expression, place);
    const made = await this.objects.create(expression, place);
    const value = this.valueFrom(made, expression, place);
    // GDB makes an object of what cannot be read, too.
    if (isSilent(value, made.value)) await this.objects.valueOf(expression, place);
    return await this.shown(expression, value, made.value ?? '');
  }

  /**
   * What is in a value.
   * @param range Children from this one to before that one; all unless told.
   */
  async children(value: Value, range: Range | undefined, limit: WorkLimit): Promise<Row[]> {
    if (value.python !== undefined) {
      const rows = await this.inside(value, value.python, range, limit);
      if (rows) return rows;
    }
    const object = await this.withObject(value);
    const [from, to] = within(range, object);
    if (isLargeArray(object)) return await this.elements(object, [from, to], limit);
    return await this.listed(object, object.dynamic || range ? [from, to] : undefined);
  }

  /** What is in a value that Python shows; undefined when a variable object must. */
  private async inside(
    value: Value,
    python: string,
    range: Range | undefined,
    limit: WorkLimit,
  ): Promise<Row[] | undefined> {
    const [from, to] = range ?? [0, Infinity];
    const first = await this.python.children(python, from, Math.min(to, from + AT_ONCE));
    if (!first) return undefined;
    const end = Math.min(to, first.count);
    const last = Math.min(end, from + (isArray(value.type) ? LARGE_ARRAY : MOST_MEMBERS));
    const more = await limit.run(
      ranges(from + AT_ONCE, last, AT_ONCE),
      1,
      async (part) => (await this.python.children(python, ...part))?.children ?? [],
    );
    const rows = await this.pythonRows([...first.children, ...more.flat()], value.place, (row) =>
      placed(value, row),
    );
    return withRest(value, rows, [from, end]);
  }

  private async pythonRows(
    found: readonly PythonRow[],
    place: string,
    named: (row: PythonRow) => readonly [name: string, expression: string],
  ): Promise<Row[]> {
    return await Promise.all(
      found.map(async (row) => {
        const [name, expression] = named(row);
        if (!row.elsewhere) return pythonRow(name, row, expression, place);
        return await this.objectRow(name, expression, place).catch((error: unknown) => failed(name, error));
      }),
    );
  }

  /** As a variable object shows it. */
  private async withObject(value: Value): Promise<Value> {
    if (value.object !== undefined || value.expression === undefined) return value;
    return this.valueFrom(
      await this.objects.create(value.expression, value.place),
      value.expression,
      value.place,
    );
  }

  /** Elements of an array that is in memory: only those are made variable objects of. */
  private async elements(value: Value & Named, [from, to]: Range, limit: WorkLimit): Promise<Row[]> {
    const end = Math.min(to, from + LARGE_ARRAY);
    const parts = ranges(from, end, AT_ONCE);
    const rows = await limit.run(parts, 1, async ([first, last]) => {
      const made = await this.objects.create(slice(value.expression, first, last - first), value.place);
      const { children } = await this.objects.children(made.name);
      return await Promise.all(
        children.map((child, index) => {
          const name = `[${first + index}]`;
          const expression = childExpression(value.expression, 'array []', { exp: String(first + index) });
          return this.shown(name, this.valueFrom(child, expression, value.place), child.value ?? '');
        }),
      );
    });
    return withRest(value, rows.flat(), [from, to]);
  }

  private async listed(value: Value, range: Range | undefined): Promise<Row[]> {
    if (value.object === undefined) return [];
    const asked = value.dynamic ? range : undefined;
    const { children, more } = await this.objects.children(value.object, asked);
    const wanted = range && !value.dynamic ? children.slice(...range) : children;
    const rows = (await Promise.all(wanted.map((child) => this.child(value, child)))).flat();
    if (!range || !more) return rows;
    // How many there are is not known.
    const [, next] = range;
    const rest = { name: `[${next} …]`, text: '', value, range: [next, next + LARGE_ARRAY] as const };
    return [...rows, rest];
  }

  private async child(parent: Value, child: VarObject): Promise<Row[]> {
    const { exp = '', type = '' } = child;
    const expression =
      parent.expression === undefined || parent.dynamic
        ? undefined
        : childExpression(parent.expression, parent.type, { ...child, exp });
    const value = this.valueFrom(child, expression, parent.place);
    // Access levels of C++ are left out: what is in them is shown in their place.
    if (isAccessLevel({ ...child, exp }))
      return await this.listed({ ...value, type: parent.type }, undefined);
    const name = /^\d+$/.test(exp) && (isArray(parent.type) || parent.dynamic) ? `[${exp}]` : exp;
    return [await this.shown(name, value, child.value ?? '', type)];
  }

  /** Text is shown up to its end; without a value, the reason is shown. */
  private async shown(name: string, value: Value, text: string, type = value.type): Promise<Row> {
    const { expression, place } = value;
    const needsReading = isText(type) || isSilent(value, text);
    if (expression === undefined || !needsReading) return { name, value, text };
    const read = await this.objects
      .textOf(expression, place)
      .catch((error: unknown) => `<${messageOf(error)}>`);
    return { name, value, text: read };
  }

  private valueFrom(made: VarObject, expression: string | undefined, place: string): Value {
    const dynamic = made.dynamic === '1';
    const count = Number(made.numchild);
    return {
      object: made.name,
      expression,
      type: made.type ?? '',
      // A pretty-printer does not count its children ahead.
      count: dynamic && made.has_more === '1' ? Math.max(count, 1) : count,
      dynamic,
      place,
    };
  }
}

/** Whether GDB gives no value for something that should have one. */
function isSilent({ count, dynamic }: Value, text: string | undefined): boolean {
  return !text && count === 0 && !dynamic;
}

interface Named {
  readonly expression: string;
}

function isLargeArray(value: Value): value is Value & Named {
  const { expression, type, count, dynamic } = value;
  return expression !== undefined && !dynamic && isArray(type) && count > LARGE_ARRAY;
}

function pythonRow(name: string, row: PythonRow, expression: string, place: string): Row {
  const count = Number(row.numchild ?? 0);
  const value = { object: undefined, expression, type: row.type ?? '', count, dynamic: false, place };
  return { name, text: row.value ?? '', value: { ...value, ...(row.name && { python: row.name }) } };
}

/** How a child that Python shows is called, and its expression. */
function placed({ expression = '', type }: Value, { exp, type: childType }: PythonRow): [string, string] {
  const child = childExpression(expression, type, {
    exp,
    ...(childType !== undefined && { type: childType }),
  });
  return [/^\d+$/.test(exp) && isArray(type) ? `[${exp}]` : exp, child];
}

function within(range: Range | undefined, { count, dynamic }: Value): Range {
  if (!range) return [0, dynamic ? LARGE_ARRAY : count];
  return dynamic ? range : [Math.min(range[0], count), Math.min(range[1], count)];
}

function ranges(from: number, to: number, size: number): Range[] {
  const count = Math.ceil((to - from) / size);
  return Array.from({ length: count }, (_, index) => {
    const first = from + index * size;
    return [first, Math.min(first + size, to)] as const;
  });
}

/** A line for the children that were asked for and not listed, when there are any. */
function withRest(value: Value, rows: Row[], [from, to]: Range): Row[] {
  const next = from + rows.length;
  if (next >= to) return rows;
  const rest = { name: `[${next} … ${to - 1}]`, text: l10n.t('{0} more', to - next), value };
  return [...rows, { ...rest, range: [next, to] as const }];
}

/** A line for a value that cannot be had. */
export function failed(name: string, error: unknown): Row {
  const value = { object: undefined, expression: undefined, type: '', count: 0, dynamic: false, place: '' };
  return { name, text: `<${messageOf(error)}>`, value };
}
