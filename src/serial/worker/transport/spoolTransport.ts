import type { TaskGroup } from '../../../concurrency/taskGroup';
import { pipeChardev, type Chardev } from '../../chardev';
import { openFifo, type FifoWriter } from './fifoWriter';
import type { Spool } from '../spool/spool';
import { SpoolReader } from '../spool/spoolReader';
import type { Writer } from './streamWriter';
import type { Transport } from './transport';

/**
 * QEMU's `pipe` backend with an ordinary file as its output. QEMU opens `PATH.in` and `PATH.out` read-write and
 * creates or truncates neither (`chardev/char-pipe.c`), so the file takes every byte however slow we are.
 */
export class SpoolTransport implements Transport {
  private readonly reader: SpoolReader;
  private input: FifoWriter | undefined;

  constructor(
    private readonly port: string,
    private readonly id: string,
    private readonly path: string,
    spool: Spool,
  ) {
    this.reader = new SpoolReader(`read ${port}`, spool);
  }

  get detail(): string {
    return this.reader.detail;
  }

  open(group: TaskGroup): Promise<Chardev> {
    this.reader.start(group);
    return Promise.resolve(pipeChardev(this.id, this.path));
  }

  async connect(signal: AbortSignal): Promise<Writer> {
    this.input = await openFifo(this.port, `${this.path}.in`, signal);
    return this.input;
  }

  expectSoon(): void {
    this.reader.expectSoon();
  }

  readClosely(closely: boolean): void {
    this.reader.readClosely(closely);
  }

  finish(): Promise<void> {
    this.reader.finish();
    return Promise.resolve();
  }

  close(): void {
    this.input?.close();
  }
}
