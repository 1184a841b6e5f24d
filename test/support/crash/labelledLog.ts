import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Half = 'a' | 'b';

/** A console log with what somebody else says about it. */
export interface LabelledLog {
  /** System and number, `linux/12`. */
  readonly name: string;
  readonly system: string;
  /** None: there is no crash in it. */
  readonly title?: string;
  readonly altTitles: readonly string[];
  readonly type?: string;
  readonly frame?: string;
  /** The first line of the report. */
  readonly start?: string;
  readonly corrupted: boolean;
  readonly log: Buffer;
}

/** Reads all logs of a folder, or one half of them. */
export async function readCorpus(directory: string, half: Half | undefined): Promise<LabelledLog[]> {
  const systems = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const logs: LabelledLog[] = [];
  for (const { name: system } of systems) {
    for (const file of (await readdir(join(directory, system))).sort((a, b) =>
      a.localeCompare(b, 'en', { numeric: true }),
    )) {
      const name = `${system}/${file}`;
      if (half !== undefined && half !== halfOf(name)) continue;
      logs.push(readLabels(name, system, await readFile(join(directory, system, file))));
    }
  }
  return logs;
}

/** By the name, so that a log stays in its half when others come. */
function halfOf(name: string): Half {
  const byte = createHash('md5').update(name).digest()[0] ?? 0;
  return byte & 1 ? 'a' : 'b';
}

/** Header lines, an empty line, the log; in some then `REPORT:` and an excerpt, which is not part of the log. */
function readLabels(name: string, system: string, bytes: Buffer): LabelledLog {
  const gap = bytes[0] === 0x0a ? 0 : bytes.indexOf('\n\n') + 1;
  const labels = bytes.toString('utf8', 0, gap).split('\n');
  const behind = bytes.subarray(gap + 1);
  const excerpt = behind.indexOf('\nREPORT:\n');
  const all = (key: string) =>
    labels.filter((line) => line.startsWith(`${key}: `)).map((line) => line.slice(key.length + 2));
  const one = (key: string, as: string) => {
    const value = all(key)[0]?.trim();
    return value ? { [as]: value } : {};
  };
  return {
    name,
    system,
    ...one('TITLE', 'title'),
    altTitles: all('ALT'),
    ...one('TYPE', 'type'),
    ...one('FRAME', 'frame'),
    ...one('START', 'start'),
    corrupted: all('CORRUPTED').includes('Y'),
    log: excerpt === -1 ? behind : behind.subarray(0, excerpt + 1),
  };
}
