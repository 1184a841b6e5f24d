import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskGroup } from '../../src/concurrency/taskGroup';
import { own } from './command';

/** A new private directory that goes with the group. */
export async function temporaryDirectory(tasks: TaskGroup, prefix: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  own(tasks, path, () => rm(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}
