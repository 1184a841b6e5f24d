import { merge } from './merge';
import { readOptions } from './options/read';
import type { MachineConfiguration, PartialConfiguration } from './types';

/** A field of a configuration, and what it has to be. */
export type FieldChange =
  | { readonly field: 'append'; readonly value: string }
  | { readonly field: 'args'; readonly value: readonly unknown[] };

/** The command line of a configuration's kernel, wherever it is written. */
export interface KernelLine {
  /** Empty when nothing is said. */
  readonly text: string;
  /** Whether there is a kernel that could read it. */
  readonly hasKernel: boolean;
  /** QEMU's arguments, as they are written. */
  readonly args: readonly unknown[];
  /** What the configuration has to say for the line to be this one. */
  changedTo(text: string): FieldChange;
}

/**
 * Finds the kernel's command line as a start does: in `args`, which win, or in `append`, of the configuration or else of the defaults.
 * @param written A configuration, right or wrong.
 * @param defaults The setting `qemu.defaults`.
 */
export function kernelLine(
  written: Readonly<Record<string, unknown>>,
  defaults: PartialConfiguration,
): KernelLine {
  // Whoever starts the machine checks what is written.
  const merged: Readonly<Record<string, unknown>> = merge(
    written as unknown as MachineConfiguration,
    defaults,
  );
  const { append, kernel } = merged;
  const args: readonly unknown[] = Array.isArray(merged['args']) ? merged['args'] : [];
  const options = readOptions(args.map(String)).filter(({ value }) => value !== undefined);
  const last = options.findLast(({ name }) => name === 'append');
  return {
    text: last?.value ?? (typeof append === 'string' ? append : ''),
    hasKernel: kernel !== undefined || options.some(({ name }) => name === 'kernel'),
    args,
    changedTo: (value) =>
      last
        ? { field: 'args', value: args.map((word, index) => (index === last.at + 1 ? value : word)) }
        : { field: 'append', value },
  };
}

/** A command line with one more word for the kernel. What is behind "--" is for the first process. */
export function withKernelWord(line: string, word: string): string {
  return line
    .replace(
      /^(.*?)(\s+--(?:\s.*)?)?$/s,
      (_, kernel: string, init = '') => `${kernel} ${word}${String(init)}`,
    )
    .trim();
}
