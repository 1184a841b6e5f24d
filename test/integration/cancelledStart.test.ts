import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { TaskSnapshot } from '../../src/concurrency/taskTree';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import { sampleGuest } from '../guests/guests';
import { processesWith } from '../support/endingSupport';
import { MachineRoom } from '../support/machines';

/** How far a start has come, by what is to be seen of it from then on. */
const MOMENTS: Readonly<Record<string, (room: MachineRoom) => boolean>> = {
  'it has begun': () => true,
  'its guard runs': (room) => tree(room).includes('guard'),
  'its directory exists': (room) => readdirSync(room.directory).length > 0,
  'its FIFO exists': (room) => files(room).includes('ser0.in'),
  'its serial worker starts': (room) => tree(room).includes('serial worker'),
  'QEMU runs': (room) => tree(room).includes('qemu'),
  'its ports are ready': (room) => room.logText().includes('ports ready'),
  'QEMU has greeted': (room) => room.logText().includes('← {"QMP"'),
  'QEMU has answered': (room) => room.logText().includes('← {"return"'),
  'the guest is let go': (room) => room.logText().includes('"execute":"cont"'),
};

describe('a start that is cancelled', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  for (const [moment, has] of Object.entries(MOMENTS))
    it(`a cancelled start leaves no process and no file when it is cancelled once ${moment}`, async () => {
      const controller = new AbortController();
      const config = resolveConfiguration(sampleGuest());
      const start = room.registry.start(config, {}, { signal: controller.signal });
      const outcome = start.then(
        (machine) => machine,
        (error: unknown) => error as Error,
      );
      const over = outcome.then(() => true);
      while (!has(room) && !(await Promise.race([over, nextTurn()])));
      controller.abort(new Error('cancelled'));
      const result = await outcome;
      if (result instanceof Error) assert.equal(result.message, 'cancelled');
      else await result.stop();
      assert.deepEqual(processesWith(room.directory), []);
      assert.deepEqual(readdirSync(room.directory), []);
    });
});

function nextTurn(): Promise<false> {
  return new Promise((resolve) => setImmediate(resolve, false as const));
}

/** The names of all tasks and processes. */
function tree(room: MachineRoom): string[] {
  const names = ({ name, children }: TaskSnapshot): string[] => [name, ...children.flatMap(names)];
  return names(room.tasks.snapshot());
}

/** Nothing while a directory in it goes: QEMU was asked in it what it can do. */
function files(room: MachineRoom): string[] {
  try {
    return readdirSync(room.directory, { recursive: true }).map((path) => String(path).replace(/^.*\//, ''));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
}
