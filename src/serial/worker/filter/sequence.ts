import type { ScreenModel } from './screenModel';

/** A control sequence of a guest, taken apart (ECMA-48, 5.4). */
export interface ControlSequence {
  /** All of it, in its 7-bit form. */
  readonly raw: string;
  /** `<`, `=`, `>`, `?` or nothing: who defined it. */
  readonly prefix: string;
  /** As they were written, e.g. `38;5;1`. */
  readonly parameters: string;
  readonly intermediates: string;
  readonly final: string;
}

/** The part of it that the terminal is given. */
interface PassedSequence {
  /** Whole, with introducer and terminator. */
  readonly sequence: string;
  /** What it costs the terminal, in units of `work.ts`. */
  readonly work: number;
  /** The private mode that it asks for (DECRQM). */
  readonly asksMode?: number;
  /** It colours, and neither moves the cursor nor erases anything. */
  readonly colors?: boolean;
}

export type Decision = PassedSequence | undefined;

/** Decides on one kind of sequence, and takes note of what it does to the screen. Undefined: it is taken out. */
export type Rule = (sequence: ControlSequence, screen: ScreenModel) => Decision;

/** The sequence with another parameter. */
export function withParameter({ prefix, intermediates, final }: ControlSequence, value: number): string {
  return `\x1b[${prefix}${value}${intermediates}${final}`;
}

/** A parameter as a terminal reads it; what is not there is 0. */
export function parameter(parameters: string, index = 0): number {
  const text = index === 0 ? parameters : (parameters.split(';')[index] ?? '');
  return Number.parseInt(text, 10) || 0;
}
