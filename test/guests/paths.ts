import { accessSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

export const SAMPLE_FOLDER = resolve(ROOT, 'media/guest');
export const SAMPLE_ELF = resolve(SAMPLE_FOLDER, 'sample.elf');
/** Fetched by `npm test` (scripts/lib/guests.mjs). */
export const LINUX_FOLDER = resolve(ROOT, '.vscode-test/guests/linux');
/** Kernels with their symbol files: large, and fetched for `npm run test:kernels` only. */
export const KERNELS_FOLDER = resolve(ROOT, '.vscode-test/kernels');

/**
 * @returns the path, when the file is there.
 * @throws with what brings it, when it is not: a test that needs a guest fails without it, it does not skip.
 */
export function present(path: string, remedy: string): string {
  try {
    accessSync(path);
  } catch {
    throw new Error(`${path} is missing: ${remedy}`);
  }
  return path;
}
