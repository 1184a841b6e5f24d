import assert from 'node:assert/strict';
import { closeSync, fstatSync, openSync, readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { MachineRoom } from '../support/machines';
import { processesWith } from '../support/endingSupport';
import { GUARD_MS, guard, turns, until } from '../support/until';
import { Gate } from '../../src/concurrency/gate';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';

const ROUNDS = 30;

function isOpen(file: number): boolean {
  try {
    fstatSync(file);
    return true;
  } catch {
    return false;
  }
}

/** A full collection, so that what remains is what is held. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

interface Held {
  readonly heap: number;
  readonly handles: number;
  readonly files: number;
}

function held(): Held {
  collect();
  return {
    heap: process.memoryUsage().heapUsed,
    handles: process.getActiveResourcesInfo().length,
    files: readdirSync('/proc/self/fd').length,
  };
}

describe('thirty machines in a row', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  it('thirty machines in a row close no file of anybody else that was opened while they ended', async function () {
    this.timeout(600_000);
    for (let round = 0; round < ROUNDS; round++) {
      const machine = await room.start(sampleGuest());
      await machine.ports[0]!.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, guard());
      const files: number[] = [];
      const over = new Gate('the end of the machine');
      const ended = machine.stop().then(() => over.open());
      try {
        const first = openSync('/dev/null', 'r');
        files.push(first);
        while (!over.isOpen) {
          // What the machine closes is a number that the next one who opens a file is given: it is lower than those that are new.
          const file = openSync('/dev/null', 'r');
          if (file < first) files.push(file);
          else closeSync(file);
          await turns(1);
        }
        await ended;
        const closed = files.filter((file) => !isOpen(file));
        assert.deepEqual(closed, [], `round ${round}`);
      } finally {
        for (const file of files.filter(isOpen)) closeSync(file);
      }
    }
  });

  it('thirty machines in a row leave no handle, file, process, listener or memory behind', async function () {
    this.timeout(600_000);
    const { signal } = new AbortController();
    const after: Held[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const machine = await room.registry.start(resolveConfiguration(sampleGuest()), {}, { signal });
      const port = machine.ports[0]!.serial;
      await port.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, signal);
      await machine.stop();
      assert.deepEqual(room.tasks.snapshot().children, []);
      room.records.length = 0;
      after.push(held());
    }
    assert.deepEqual(processesWith(room.directory), []);
    assert.deepEqual(readdirSync(room.directory), []);
    // The first rounds load code and fill caches.
    const early = after[9]!;
    const late = after[ROUNDS - 1]!;
    // A helper of the last round may still be on its way out; what leaks never goes.
    for (const what of ['handles', 'files'] as const) {
      await until(`there are ${early[what]} ${what} again`, () => held()[what] <= early[what]);
    }
    const grown = (late.heap - early.heap) / (ROUNDS - 10);
    assert.ok(grown < 50_000, `${Math.round(grown)} bytes of heap a machine`);
    if (process.env['QSD_VERBOSE']) console.log(`${Math.round(grown)} bytes of heap a machine`, early, late);
  });
});
