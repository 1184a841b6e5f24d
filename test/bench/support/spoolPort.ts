import { fork } from 'node:child_process';
import { join } from 'node:path';
import { Logger } from '../../../src/log/logger';
import type { SerialClient } from '../../../src/serial/client';
import { type SerialPort } from '../../../src/serial/client';
import { WORKER_FILE } from './paths';
import { temporaryDirectory } from './temporary';
import { startSerialClient } from '../../support/serial/fifos';

export interface WriterRequest {
  readonly bytes: number;
  readonly bytesPerSecond?: number;
  readonly last?: string;
}

/** What `programs/spoolWriter.ts` tells. */
export interface WriterResult {
  readonly bytes: number;
  /** When it wrote the first byte, of `Date.now()`. */
  readonly beganAt: number;
  readonly seconds: number;
  readonly crc: number;
}

/** A port of the product's whose spool is filled by a process of ours instead of QEMU. */
export class SpoolPort {
  private constructor(
    private readonly client: SerialClient,
    readonly port: SerialPort,
    readonly file: string,
  ) {}

  static async start(spoolLimitBytes: number): Promise<SpoolPort> {
    const path = join(temporaryDirectory(), 'ser0');
    const setup = { name: 'spool', transport: 'spool', path, spoolLimitBytes } as const;
    const client = await startSerialClient(
      WORKER_FILE,
      { machine: 'bench', ports: [setup] },
      new Logger(() => undefined, 'bench'),
      AbortSignal.timeout(10_000),
    );
    const [port] = client.ports;
    if (!port) throw new Error('no port');
    // The thread may still be booting; what comes then is not what is measured.
    await port.text(0, AbortSignal.timeout(10_000));
    return new SpoolPort(client, port, `${path}.out`);
  }

  /** Starts the writer; resolves when it has written everything. */
  write(request: WriterRequest): Promise<WriterResult> {
    const options = JSON.stringify({ file: this.file, ...request });
    const child = fork(join(__dirname, 'spoolWriter.js'), [options]);
    return new Promise((resolve, reject) => {
      child.once('message', (result) => resolve(result as WriterResult));
      child.once('exit', (code) => reject(new Error(`the writer ended with ${code} and no result`)));
    });
  }

  async stop(): Promise<void> {
    await this.client.stop();
  }
}
