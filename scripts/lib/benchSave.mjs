import { writeFile } from 'node:fs/promises';

export async function saveResults(results, committed) {
  await writeFile(committed, `${JSON.stringify(results, undefined, 1)}\n`);
}
