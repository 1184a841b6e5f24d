import assert from 'node:assert/strict';
import type { MachineConfiguration } from '../../src/api';
import { resolveConfiguration } from '../../src/config/resolve/resolveConfiguration';
import type { Machine } from '../../src/machine/machine';
import { explainNextReset } from '../../src/machine/resets/lastReset';
import { pauseAtNextReset } from '../../src/machine/resets/pauseAtReset';
import { ResetWatch } from '../../src/machine/resets/resetWatch';
import { faultGuest } from '../guests/faults';
import { MachineRoom } from '../support/machines';
import { guard, until } from '../support/until';

describe('a guest that resets itself', () => {
  let room: MachineRoom;
  let told: string[];
  let loops: number;
  beforeEach(async () => {
    room = await MachineRoom.open();
    told = [];
    loops = 0;
  });
  afterEach(() => room.close());

  /** A PC that has no interrupt table, and writes to a page that is not there. */
  async function start(fields: Partial<MachineConfiguration> = {}): Promise<Machine> {
    const config = resolveConfiguration({ ...faultGuest('x86_64-triple', room.scratch), ...fields });
    return await room.registry.start(
      config,
      {},
      {
        signal: guard(),
        prepared: (machine) => {
          machine.onDidTell(({ text }) => told.push(text));
          const watch = new ResetWatch(machine, room.tasks, () => loops++);
          machine.onDidReceiveEvent((event) => watch.take(event));
        },
      },
    );
  }

  const TRIPLE_FAULT = new RegExp(
    [
      /^Triple fault: .* The last exceptions:\n/,
      /.*Page fault \(#PF\)\. A write to 0x605010 in kernel mode failed: no page is mapped there\.\n/,
      /.*Double fault/,
    ]
      .map(({ source }) => source)
      .join(''),
  );

  it('a loop of resets is told once, and the next reset is explained when that is asked for', async () => {
    const machine = await start();
    await until('the loop is told', () => loops > 0);
    assert.deepEqual(told, ['The guest resets itself again and again.']);
    assert.match((await explainNextReset(machine, guard())) ?? '', TRIPLE_FAULT);
    assert.deepEqual([loops, told.length], [1, 1]);
  });

  it('a loop of resets is paused where the guest wanted to reset, and goes on after a reset', async () => {
    const machine = await start();
    await until('the loop is told', () => loops > 0);
    await pauseAtNextReset(machine, guard());
    assert.deepEqual([machine.state, machine.why], ['paused', 'guest-reset']);
    assert.match(await machine.hmp('info registers'), /CR2=0000000000605010/);
    let resets = 0;
    machine.onDidReceiveEvent(({ name, data }) => (resets += name === 'RESET' && data['guest'] ? 1 : 0));
    await machine.reset();
    await machine.resume();
    await until('it resets itself again', () => resets > 0);
  });

  it('a triple fault is explained by itself when interrupts are logged', async () => {
    await start({ log: { items: ['int'] } });
    await until('it is explained', () => told.some((text) => text.startsWith('Triple fault')));
    assert.match(told.find((text) => text.startsWith('Triple fault')) ?? '', TRIPLE_FAULT);
  });

  it('a triple fault that ends the machine is explained before the log is gone', async () => {
    const machine = await start({ log: { items: ['int'] }, reboot: 'shutdown' });
    const report = await machine.exit;
    assert.equal(report.shutdownReason, 'guest-reset');
    await until('it is explained', () => told.length > 0);
    assert.match(told[0] ?? '', TRIPLE_FAULT);
    assert.equal(loops, 0);
  });
});
