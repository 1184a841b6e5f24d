import { writeFileSync } from 'node:fs';
import type { QemuSerialDebugApi } from '../../../src/api';
import { activateTimed } from './activation';
import { measureBuiltInFlood, openBuiltIn } from './builtIn';
import { loopDelay } from './eventLoop';
import { launchGuest } from './guest';
import { measureFlood } from './flood';
import { measureKeys } from './keys';
import { measureSpool, measureWriter } from './spool';
import { outside } from './bridge';

export interface BenchOptions {
  readonly result: string;
  /** How long each phase is measured. */
  readonly seconds: number;
  readonly keyRounds: number;
  readonly keysEach: number;
}

/** VS Code calls this in the extension host. */
export async function run(): Promise<void> {
  const options = JSON.parse(process.env['QEMU_SERIAL_DEBUG_BENCH'] ?? '{}') as BenchOptions;
  const { api, times } = await activateTimed();
  const results = { ...times, ...(await measureAll(api, options)) };
  writeFileSync(options.result, JSON.stringify(results));
}

async function measureAll(api: QemuSerialDebugApi, options: BenchOptions): Promise<object> {
  const guest = await launchGuest(api);
  try {
    const memoryBefore = await outside.memory();
    const idle = await loopDelay('idle', options.seconds);
    const builtIn = await openBuiltIn();
    const key = await measureKeys(guest, builtIn, options);
    const builtInFlood = await measureBuiltInFlood(builtIn, options.seconds);
    builtIn.dispose();
    const flood = await measureFlood(guest, options.seconds);
    const writer = await measureWriter(options.seconds);
    const spool = await measureSpool(guest, options.seconds);
    const memoryAfter = await outside.memory();
    return {
      loop: {
        idle: idle.p99,
        builtIn: builtInFlood.loop.p99,
        flood: flood.loop.p99,
        first: flood.first.p99,
        unseen: flood.unseen.p99,
        writer: writer.p99,
        spool: spool.loop.p99,
      },
      idle,
      builtInFlood,
      key,
      flood,
      spool,
      memory: { before: memoryBefore, flood: flood.memory, spool: spool.memory, after: memoryAfter },
    };
  } finally {
    await guest.machine.stop();
  }
}
