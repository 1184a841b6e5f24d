import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskGroup } from '../../../src/concurrency/taskGroup';
import { Logger } from '../../../src/log/logger';
import type { LogRecord } from '../../../src/log/record';
import { Spool } from '../../../src/serial/worker/spool/spool';

/** A directory, a task group, a log and spools for one test; `close()` ends and removes all of it. */
export class Bench {
  readonly directory = mkdtempSync(join(tmpdir(), 'qsd-serial-'));
  readonly group = new TaskGroup('test');
  readonly records: LogRecord[] = [];
  readonly log = new Logger((record) => void this.records.push(record), 'test');
  private readonly spools: Spool[] = [];

  get signal(): AbortSignal {
    return this.group.signal;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  spool(name = 'spool'): Spool {
    writeFileSync(this.path(name), '', { mode: 0o600, flag: 'wx' });
    const spool = Spool.open(this.path(name));
    this.spools.push(spool);
    return spool;
  }

  async close(): Promise<void> {
    await this.group.close();
    for (const spool of this.spools) spool.close();
    rmSync(this.directory, { recursive: true, force: true });
    if (this.group.failure) throw this.group.failure;
  }
}
