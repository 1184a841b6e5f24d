import type { Send } from '../../breakpoints/breakpointTable';
import { quote } from '../../process/mi';
import { slice } from './expressions';
import { messageOf } from '../../../../concurrency/messageOf';

/** A variable object of GDB (GDB manual, "GDB/MI Variable Objects"), or a child of one. */
export interface VarObject {
  /** Its handle. Those of children are built from names, which may have blanks in them. */
  readonly name: string;
  readonly numchild: string;
  readonly value?: string;
  /** Access levels of C++ have none. */
  readonly type?: string;
  /** How a child is called in its parent. */
  readonly exp?: string;
  /** "1" when a pretty-printer makes its children. */
  readonly dynamic?: string;
  readonly has_more?: string;
  /** What a pretty-printer says that it is: `array`, `map`, `string`. */
  readonly displayhint?: string;
}

export interface Children {
  readonly children: readonly VarObject[];
  readonly more: boolean;
}

/** GDB prints this many elements of an array (GDB manual, "set print elements"). */
const PRINTED = 200;

/** GDB says no more than this when it cannot make a variable object. */
const NO_CAUSE = /unable to create variable object/i;

/** The variable objects of one stop. */
export class VarObjects {
  private made: string[] = [];
  private stale: string[] = [];
  /** Those whose children GDB has made already, and would show as they were then. */
  private readonly listed = new Set<string>();

  constructor(private readonly send: Send) {}

  /**
   * Makes one for an expression.
   * @param place MI options for a frame; without one it belongs to none.
   * @throws GDB's error, with the cause.
   */
  async create(expression: string, place: string): Promise<VarObject> {
    await this.deleteStale();
    const frame = place === '' ? '@' : '*';
    try {
      const made = await this.send<VarObject>(`-var-create ${place} - ${frame} ${quote(expression)}`);
      this.made.push(made.name);
      return made;
    } catch (error) {
      // Reading the value tells why it cannot be had.
      if (NO_CAUSE.test(messageOf(error))) await this.valueOf(expression, place);
      throw error;
    }
  }

  /**
   * The children of one, as they are now.
   * @param range From this child to before that one; GDB makes them all the same unless a pretty-printer does.
   * @returns them, and whether there are more behind the range.
   * @throws GDB's error.
   */
  async children(object: string, range?: readonly [from: number, to: number]): Promise<Children> {
    if (this.listed.has(object)) await this.send(`-var-update 0 ${quote(object)}`);
    this.listed.add(object);
    const part = range ? ` ${range.join(' ')}` : '';
    const { children = [], has_more } = await this.send<{
      children?: readonly VarObject[];
      has_more?: string;
    }>(`-var-list-children 1 ${quote(object)}${part}`);
    return { children, more: has_more === '1' };
  }

  /** What GDB prints for an expression. @throws why it has no value. */
  async valueOf(expression: string, place: string): Promise<string> {
    const command = `-data-evaluate-expression ${place} ${quote(expression)}`;
    return (await this.send<{ value: string }>(command)).value;
  }

  /** As `valueOf`, of what is larger than GDB reads at once as much as GDB prints of anything. */
  async textOf(expression: string, place: string): Promise<string> {
    try {
      return await this.valueOf(expression, place);
    } catch (error) {
      if (!/max-value-size/.test(messageOf(error))) throw error;
      const start = await this.valueOf(slice(expression, 0, PRINTED), place);
      return start.endsWith('...') ? start : start.replace(/(\}?)$/, '...$1');
    }
  }

  /** Gives one a new value. @returns it as GDB shows it. @throws GDB's error. */
  async assign(object: string, value: string): Promise<string> {
    return (await this.send<{ value: string }>(`-var-assign ${quote(object)} ${quote(value)}`)).value;
  }

  /** Forgets all of them. GDB is told when it is next asked something, since it cannot be while the guest runs. */
  clear(): void {
    this.stale.push(...this.made);
    this.made = [];
    this.listed.clear();
  }

  private async deleteStale(): Promise<void> {
    const stale = this.stale.splice(0);
    // One that is gone already is what was wanted.
    await Promise.all(
      stale.map((object) => this.send(`-var-delete ${quote(object)}`).catch(() => undefined)),
    );
  }
}
