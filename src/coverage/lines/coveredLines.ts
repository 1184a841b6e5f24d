import { ElfError } from '../../symbols/elf';
import type { CoveredFile } from '../coverage';
import { FileLines } from './fileLines';

/** For the lines of all files together, in bytes: Linux with all its drivers has some 20 million lines. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The sources of all images, while they are collected. */
export class CoveredLines {
  private readonly files = new Map<string, FileLines>();
  private bytes = 0;

  /** @param path As the compiler wrote it. */
  file(path: string): FileLines {
    let file = this.files.get(path);
    if (!file) {
      file = new FileLines(path);
      this.files.set(path, file);
    }
    return file;
  }

  /** @throws {ElfError} when a file claims more than any program has. */
  spend(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > MOST_BYTES) throw new ElfError('too-large', 'its line table has too many lines');
  }

  /** Those that have any code, by their paths. */
  finish(): CoveredFile[] {
    return [...this.files.values()]
      .map((file) => file.finish())
      .filter(({ lines }) => lines.length > 0)
      .sort((one, other) => (one.path < other.path ? -1 : 1));
  }
}
