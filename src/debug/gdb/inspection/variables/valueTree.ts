import * as l10n from '@vscode/l10n';
import { messageOf } from '../../../../concurrency/messageOf';
import { childExpression, isAccessLevel, isArray, isText, slice } from './expressions';
import { fieldNames, type Ask } from './fieldNames';
import type { VarObject, VarObjects } from './varObjects';
import type { WorkLimit } from './workLimit';

/** A structure with more members is listed one by one, since GDB looks at the type of each. */
const LARGE_STRUCTURE = 60;

/** An array with more elements is listed in parts, and a request for more than that is answered in part. */
const LARGE_ARRAY = 100;

/** This many elements or members are asked for at once. */
const AT_ONCE = 16;

/** Something with a value. */
export interface Value {
  /** GDB's variable object; none for a number and such. */
  readonly object: string | undefined;
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

/** Values as trees: what is in them is listed in parts of bounded work, the rest when it is asked for. */
export class ValueTree {
  constructor(
    private readonly objects: VarObjects,
    private readonly ask: Ask,
  ) {}

  /** A row for an expression. @throws why it has no value. */
  async row(name: string, expression: string, place: string): Promise<Row> {
    const made = await this.objects.create(expression, place);
    return await this.shown(name, this.valueFrom(made, expression, place), made.value ?? '');
  }

  /** As `row`, for an expression that must have a value. @throws why it has none. */
  async evaluated(expression: string, place: string): Promise<Row> {
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
    const [from, to] = within(range, value);
    if (isLargeArray(value)) return await this.elements(value, [from, to], limit);
    if (isLargeStructure(value)) {
      const names = await fieldNames(this.ask, value.expression, value.place);
      if (names) return await this.members(value, names, [from, to], limit);
    }
    return await this.listed(value, value.dynamic || range ? [from, to] : undefined);
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

  private async members(
    value: Value & Named,
    names: readonly string[],
    [from, to]: Range,
    limit: WorkLimit,
  ): Promise<Row[]> {
    const rows = await limit.run(names.slice(from, to), AT_ONCE, async (name) => {
      const expression = childExpression(value.expression, value.type, { exp: name, type: '' });
      return await this.row(name, expression, value.place).catch((error: unknown) => failed(name, error));
    });
    return withRest(value, rows, [from, Math.min(to, names.length)]);
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

function isLargeStructure(value: Value): value is Value & Named {
  const { expression, type, count, dynamic } = value;
  return expression !== undefined && !dynamic && !isArray(type) && count > LARGE_STRUCTURE;
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
