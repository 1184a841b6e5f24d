import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Runs `body` with a log as a file whose every byte can be read twice. What is none, such as standard input or a pipe,
 * is kept in a temporary one for as long.
 * @param name A path; `-` is standard input.
 * @throws what `body` does; the file system's error; `signal.reason` on abort.
 */
export async function withLogFile<T>(
  name: string,
  signal: AbortSignal,
  body: (path: string) => Promise<T>,
): Promise<T> {
  if (name !== '-' && (await stat(name)).isFile()) return await body(name);
  const folder = await mkdtemp(join(tmpdir(), 'qemu-serial-debug-'));
  try {
    const path = join(folder, 'log');
    const input = name === '-' ? process.stdin : createReadStream(name);
    await pipeline(input, createWriteStream(path, { mode: 0o600 }), { signal });
    return await body(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
