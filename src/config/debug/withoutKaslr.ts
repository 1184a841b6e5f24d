import { type FieldChange, kernelLine, withKernelWord } from '../kernelLine';
import type { PartialConfiguration } from '../types';

/** The kernel's own word for staying where it was linked to. */
const WORD = 'nokaslr';

/**
 * What makes a kernel stay where it was linked to: one more word on its command line, wherever that is written.
 * @param written A launch configuration, right or wrong.
 * @param defaults The setting `qemu.defaults`.
 * @returns undefined where the word is there already.
 */
export function withoutKaslr(
  written: Readonly<Record<string, unknown>>,
  defaults: PartialConfiguration,
): FieldChange | undefined {
  const line = kernelLine(written, defaults);
  if (line.text.split(/\s+/).includes(WORD)) return undefined;
  return line.changedTo(withKernelWord(line.text, WORD));
}
