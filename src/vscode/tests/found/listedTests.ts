import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isObject } from '../../../config/shape';
import { substitute } from '../../../config/variables';
import { readTestList } from '../../../harness/reading/testList';
import { settingsOf } from '../../launch/launchConfiguration';
import type { TestConfiguration } from './testConfiguration';

/** Of a list, in bytes and in names: the editor's tree is no place for more. */
const MOST_BYTES = 4_000_000;
const MOST_NAMES = 10_000;

/** The tests that a build has listed in the file that `tests.list` names; none while there is no such file. */
export async function listedTests({
  written: { tests },
  folder,
}: TestConfiguration): Promise<readonly (readonly string[])[]> {
  const list = isObject(tests) ? tests['list'] : undefined;
  if (typeof list !== 'string') return [];
  const { variables, base } = settingsOf(folder);
  return readTestList(await textOf(resolve(base, substitute(list, variables))), MOST_NAMES);
}

/** Of an ordinary file: a FIFO would keep us waiting for a writer. */
async function textOf(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => undefined);
  if (!file) return '';
  try {
    if (!(await file.stat()).isFile()) return '';
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}
