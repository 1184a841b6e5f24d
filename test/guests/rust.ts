import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Entry } from './cpio';

export const RUST_CRASH = resolve(__dirname, '../../test/guests/rust/crash.rs');

/** A program that panics, for the root file system of a Linux, built into this folder. */
export function rustCrash(folder: string, source = RUST_CRASH): Entry {
  const program = join(folder, 'crash');
  // All in one file, since the guest has no libraries.
  const options = ['-g', '-C', 'target-feature=+crt-static', '--edition', '2021'];
  execFileSync('rustc', [...options, '-o', program, source], { stdio: 'ignore' });
  return { path: 'crash', mode: 0o755, content: readFileSync(program) };
}
