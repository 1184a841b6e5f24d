import type { Readable } from 'node:stream';
import { LineSplitter } from '../../log/lineSplitter';
import type { Logger } from '../../log/logger';
import type { LogLevel } from '../../log/record';

/** Lines kept for the end report and for start errors. */
const KEPT_LINES = 100;

/** Reads a child's stdout or stderr to its end: each line into the log, the last ones kept. */
export class OutputTail {
  private readonly lines: string[] = [];

  /**
   * @param stream None where it goes elsewhere.
   * @param levelOf The level of a line in the log.
   */
  constructor(stream: Readable | undefined, log: Logger, levelOf: (line: string) => LogLevel) {
    const splitter = new LineSplitter((line) => {
      this.lines.push(line);
      if (this.lines.length > KEPT_LINES) this.lines.shift();
      log.write(levelOf(line), line);
    });
    stream?.on('data', (chunk: Buffer) => splitter.push(chunk));
    stream?.once('end', () => splitter.end());
    // A broken pipe is an end too; the process's own end says more.
    stream?.on('error', () => splitter.end());
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** The last line that is not empty. */
  get last(): string {
    return this.lines.findLast((line) => line.trim() !== '') ?? '';
  }
}
