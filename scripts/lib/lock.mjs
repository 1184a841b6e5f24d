import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from './paths.mjs';
import { until } from './wait.mjs';

/** Only one process at a time installs a thing; the second one waits, then finds it done. A dead owner's lock is broken. */
export async function withLock(name, body, { signal, ms = 1_200_000 } = {}) {
  const path = join(cache, `${name}.lock`);
  await mkdir(cache, { recursive: true });
  await until(`another process installs ${name} (see ${path})`, () => take(path), {
    ms,
    everyMs: 500,
    signal,
  });
  try {
    return await body();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path) {
  try {
    const handle = await open(path, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(path, 'utf8').catch(() => ''));
  // 0: the owner is between creating the file and writing into it.
  if (owner > 0 && !isAlive(owner)) await rm(path, { force: true });
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
