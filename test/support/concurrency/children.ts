import type { Readable } from 'node:stream';
import { ChildProcess, type Rung, type SpawnOptions } from '../../../src/concurrency/childProcess';

export const NODE = process.execPath;
/** Ignores SIGTERM, says when it is ready to do so, and lives until it is killed. */
export const STUBBORN = `process.on('SIGTERM', () => console.log('no')); console.log('ready'); setInterval(() => {}, 1000);`;

export function sh(script: string, options?: SpawnOptions): Promise<ChildProcess> {
  return ChildProcess.spawn('sh', '/bin/sh', ['-c', script], options);
}

export function node(script: string, options?: SpawnOptions): Promise<ChildProcess> {
  return ChildProcess.spawn('node', NODE, ['-e', script], options);
}

/** Resolves when `text` has been seen on a stream. */
export function seen(stream: Readable, text: string): Promise<void> {
  let all = '';
  return new Promise((resolve) =>
    stream.on('data', (chunk: Buffer) => {
      all += chunk.toString();
      if (all.includes(text)) resolve();
    }),
  );
}

export function collect(stream: Readable): () => string {
  let all = '';
  stream.on('data', (chunk: Buffer) => (all += chunk.toString()));
  return () => all;
}

/** A rung that writes its name down and otherwise does what it is told. */
export function noted(log: string[], name: string, waitMs: number, act: Rung['act'] = () => undefined): Rung {
  return {
    name,
    waitMs,
    act: (signal) => {
      log.push(name);
      return act(signal);
    },
  };
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
