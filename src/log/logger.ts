import { threadId } from 'node:worker_threads';
import type { LogLevel, LogRecord } from './record';

/** Where records go: the merger in the main thread, a message to it in a worker. */
export type LogSink = (record: LogRecord) => void;

/** Speaks as one source, and as one loop of it. Cheap to make; make one for each loop. */
export class Logger {
  constructor(
    private readonly sink: LogSink,
    readonly source: string,
    readonly loop = '',
    private readonly pid = process.pid,
  ) {}

  /** The same source speaking as another loop. */
  as(loop: string): Logger {
    return new Logger(this.sink, this.source, loop, this.pid);
  }

  /** Another source, e.g. a child's: `log.from('sample · qemu stderr', child.pid)`. */
  from(source: string, pid = this.pid): Logger {
    return new Logger(this.sink, source, '', pid);
  }

  trace(text: string): void {
    this.write('trace', text);
  }

  debug(text: string): void {
    this.write('debug', text);
  }

  info(text: string): void {
    this.write('info', text);
  }

  warn(text: string): void {
    this.write('warn', text);
  }

  error(text: string): void {
    this.write('error', text);
  }

  /** Passes on a record that arose elsewhere: in another thread, in a child's own log. */
  forward(record: LogRecord): void {
    this.sink(record);
  }

  /** @param time When it arose, in milliseconds since the epoch, if the source says so itself. */
  write(level: LogLevel, text: string, time = performance.timeOrigin + performance.now()): void {
    this.sink({ time, level, pid: this.pid, thread: threadId, source: this.source, loop: this.loop, text });
  }
}
