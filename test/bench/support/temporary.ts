import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private directory that goes with the process. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'qsd-bench-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}
