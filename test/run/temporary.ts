import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new private directory that goes with the scope. */
export async function temporaryDirectory(scope, prefix) {
  const path = await mkdtemp(join(tmpdir(), prefix));
  scope.defer(path, () => rm(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}
