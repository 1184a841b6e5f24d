import { resolve } from 'node:path';
import { workingDirectory } from '../paths';
import { isObject } from '../shape';
import type { PartialConfiguration } from '../types';
import { substitute, type VariableValues } from '../variables';

/** What a configuration leaves to its surroundings. */
interface Surroundings {
  /** The setting `qemu.defaults`. */
  readonly defaults: Pick<PartialConfiguration, 'cwd'>;
  readonly variables: VariableValues;
  /** Where a relative `cwd` starts; absolute. */
  readonly base: string;
}

/**
 * The file that `tests.list` names, absolute; undefined when it names none.
 * @param written As somebody wrote it, right or wrong: it is read before anything runs, and so before anything is checked.
 */
export function testListFile(
  written: Readonly<Record<string, unknown>>,
  { defaults, variables, base }: Surroundings,
): string | undefined {
  const { tests, cwd = defaults.cwd } = substitute(written, variables);
  const list = isObject(tests) ? tests['list'] : undefined;
  if (typeof list !== 'string') return undefined;
  return resolve(workingDirectory(typeof cwd === 'string' ? cwd : undefined, base), list);
}
