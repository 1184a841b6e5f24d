import type { Readable } from 'node:stream';
import { LineSplitter } from '../log/lineSplitter';
import type { Logger } from '../log/logger';

/** Lines kept for the end report and for start errors. */
const KEPT_LINES = 100;

/** Reads a child's stderr to its end: each line into the log, the last ones kept. */
export class StderrTail {
  private readonly lines: string[] = [];

  constructor(stream: Readable, log: Logger) {
    readLines(stream, (line) => {
      this.lines.push(line);
      if (this.lines.length > KEPT_LINES) this.lines.shift();
      log.warn(line);
    });
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** The last line that is not empty. */
  get last(): string {
    return this.lines.findLast((line) => line.trim() !== '') ?? '';
  }
}

/** Reads a stream to its end, line by line. A broken pipe is an end too; the process's own end says more. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const splitter = new LineSplitter(onLine);
  stream.on('data', (chunk: Buffer) => splitter.push(chunk));
  stream.once('end', () => splitter.end());
  stream.on('error', () => splitter.end());
}
