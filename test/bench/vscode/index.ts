import { writeFileSync } from 'node:fs';
import type { QemuSerialDebugApi } from '../../../src/api';
import { activateTimed, activateWellKnown } from './activation';
import { outside } from './bridge';
import { measureBuiltInFlood, openBuiltIn } from './builtIn';
import { loopDelay } from './eventLoop';
import { measureFlood } from './flood';
import { launchGuest } from './guest';
import { measureKeys } from './keys';
import type { WindowResult } from './result';
import { measureSpool, measureWriter } from './spool';

const EXTENSION = 'qemu-serial-debug.qemu-serial-debug';

interface BenchOptions {
  readonly result: string;
  /** How long each phase is measured. */
  readonly seconds: number;
  readonly keyRounds: number;
  readonly keysEach: number;
}

/** VS Code calls this in the extension host. */
export async function run(): Promise<void> {
  const options = JSON.parse(process.env['QEMU_SERIAL_DEBUG_BENCH'] ?? '{}') as BenchOptions;
  const { api, times } = await activateTimed(EXTENSION);
  const wellKnown = await activateWellKnown();
  const result: WindowResult = {
    ...times,
    wellKnown,
    ...(await measureAll(api as QemuSerialDebugApi, options)),
  };
  writeFileSync(options.result, JSON.stringify(result));
}

type Measured = Omit<WindowResult, 'loadMs' | 'activateMs' | 'touches' | 'wellKnown'>;

async function measureAll(api: QemuSerialDebugApi, options: BenchOptions): Promise<Measured> {
  const guest = await launchGuest(api);
  try {
    const before = await outside.memory();
    const idle = await loopDelay('idle', options.seconds);
    const builtIn = await openBuiltIn();
    const key = await measureKeys(guest, builtIn, options);
    const builtInFlood = await measureBuiltInFlood(builtIn, options.seconds);
    builtIn.dispose();
    const flood = await measureFlood(guest, options.seconds);
    const writer = await measureWriter(options.seconds);
    const spool = await measureSpool(guest, options.seconds);
    const after = await outside.memory();
    return { idle, writer, builtInFlood, key, flood, spool, memory: { before, after } };
  } finally {
    await guest.machine.stop();
  }
}
