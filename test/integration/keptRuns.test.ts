import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from '../../src/machine/machine';
import { RunStore } from '../../src/machine/runs/runStore';
import { findCrash } from '../../src/serial/worker/search/output/find/findCrash';
import { findText } from '../../src/serial/worker/search/output/find/findText';
import { readWindow } from '../../src/serial/worker/search/output/outputWindow';
import { SAMPLE_PROMPT, sampleGuest } from '../guests/guests';
import { MachineRoom } from '../support/machines';
import { guard, GUARD_MS, until } from '../support/until';

describe('the run of a machine', () => {
  let room: MachineRoom;
  let runs: RunStore;
  beforeEach(async () => {
    room = await MachineRoom.open();
    const { tasks, log, scratch } = room;
    const limits = (): { most: number; bytes: number } => ({ most: 10, bytes: 100_000_000 });
    runs = new RunStore({ directory: join(scratch, 'runs'), tasks, log, limits });
    room.registry.keepRun = (run) => runs.keep(run);
  });
  afterEach(() => room.close());

  it('the run of a machine that ends in a flood has each of its bytes, and when they came', async () => {
    const machine = await room.start(sampleGuest());
    const [console] = machine.ports;
    assert.ok(console);
    await console.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, guard());
    await console.serial.send('flood 0\r', guard());
    await until('it floods', () => console.serial.counters.received > 200_000);
    await machine.stop();
    assert.equal(existsSync(machine.directory), false);
    const { received } = console.serial.counters;
    const run = await until('the run is kept', async () => (await runs.list())[0]);
    assert.deepEqual(run.ports[0], { name: console.name, received, keptFrom: 0 });
    assert.equal(run.end.summary, 'sample was stopped.');
    const said = await readFile(runs.said(run, 0), 'latin1');
    assert.equal(said.length, received);
    assertWhole(said);
    assert.ok((await readFile(join(runs.folder(run), 'ser0.times'))).length > 0);
    assert.deepEqual(run.config, machine.config);
  });

  it('the run of a machine has the encoding that its port had last, and its bytes', async () => {
    const machine = await room.start(sampleGuest({ serial: [{ encoding: 'cp850' }] }));
    const { serial } = machine.ports[0]!;
    await serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, guard());
    serial.decodeAs('cp437');
    await serial.send('echo ╔═╗ ¢\r', guard());
    await serial.waitFor('\n╔═╗ ¢\n', { timeoutMs: GUARD_MS }, guard());
    await machine.stop();
    const run = await until('the run is kept', async () => (await runs.list())[0]);
    assert.equal(run.ports[0]?.encoding, 'cp437');
    assert.equal(run.config.serial[0]?.encoding, 'cp850');
    const said = await readFile(runs.said(run, 0));
    assert.ok(said.includes(Buffer.from('\r\n\xc9\xcd\xbb \x9b\r\n', 'latin1')), said.toString('latin1'));
  });

  it('the run of a machine is found by the machine, and is read, searched and gone through as the machine was', async () => {
    const machine = await room.start(sampleGuest());
    const [console] = machine.ports;
    assert.ok(console);
    await console.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, guard());
    await console.serial.send('panic\r', guard());
    const halted = await console.serial.waitFor('halted\r\n', { timeoutMs: GUARD_MS }, guard());
    const { start: title } = await console.serial.waitFor(
      '*** PANIC',
      { from: 0, timeoutMs: GUARD_MS },
      guard(),
    );
    await machine.stop();
    const kept = await until('the run is kept', () => runs.findKept(machine));
    assert.equal(await runs.findKept({ name: 'another', startedAt: machine.startedAt }), undefined);
    const [source] = kept.sources;
    assert.ok(source && source.end >= halted.end);
    const pivot = { at: 'end' } as const;
    const order = { sources: kept.sources, events: [], pivot, bytes: 1 << 20, timestamps: undefined };
    const { text, times } = readWindow(order);
    assert.match(text, /\*\*\* PANIC: [^]*\nhalted$/);
    assert.ok(times.every((time) => time >= kept.startedAt && time <= kept.endedAt));
    const noTurn = (): Promise<void> => Promise.resolve();
    const { matches } = await findText({ source, pattern: /PAN+IC/, most: 10 }, noTurn);
    assert.equal(matches.length, 1);
    const wanted = { sources: [source], from: [0], forward: true, ownRules: kept.config.ownRules };
    assert.equal((await findCrash(wanted, noTurn))?.start, title);
  });

  it('a machine that is started from a kept run is the same one', async () => {
    const first = await room.start(sampleGuest());
    await first.stop();
    const run = await until('the run is kept', async () => (await runs.list())[0]);
    const again: Machine = await room.registry.start(run.config, {}, { signal: guard() });
    await again.ports[0]?.serial.waitFor(SAMPLE_PROMPT, { timeoutMs: GUARD_MS }, guard());
    assert.deepEqual(again.config, first.config);
    await again.stop();
  });
});

/** The flood's lines are numbered: none is missing, and the last may have been cut by the end. */
function assertWhole(said: string): void {
  const numbers = [...said.matchAll(/^(\d{6,})\b/gm)].map(([, number]) => Number(number));
  assert.ok(numbers.length > 1000);
  numbers.slice(0, -1).forEach((number, index) => assert.equal(number - (numbers[0] ?? 0), index));
}
