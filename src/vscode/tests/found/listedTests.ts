import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { testListFile } from '../../../config/steps/testListFile';
import { readTestList } from '../../../harness/reading/testList';
import { currentSettings } from '../../editor/settings';
import type { TestConfiguration } from './testConfiguration';

/** Of a list, in bytes and in names: the editor's tree is no place for more. */
const MOST_BYTES = 4_000_000;
const MOST_NAMES = 10_000;

/** The tests that a build has listed in the file that `tests.list` names; none while there is no such file. */
export async function listedTests({
  written,
  folder,
}: TestConfiguration): Promise<readonly (readonly string[])[]> {
  const { defaults, variables, base } = currentSettings(folder);
  const file = testListFile(written, { defaults: defaults.machine, variables, base });
  return file === undefined ? [] : readTestList(await textOf(file), MOST_NAMES);
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
