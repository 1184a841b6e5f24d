import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutputSource } from '../../../../outputProtocol';
import { ArrivalLog } from '../../../arrivals/arrivalLog';
import { findCrash } from './findCrash';

const MEGABYTE = 1 << 20;
const LINE = '[   10.000000] usb 1-1: new high-speed USB device number 2 using dummy_hcd\r\n';
const PANIC = '*** PANIC: table_of_sums is damaged\r\neip 00100f3c cs 0008 eflags 00000202\r\nhalted\r\n';
const noTurn = (): Promise<void> => Promise.resolve();

describe('the crash that comes next in the output of ports', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'qsd-crashes-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A port with ordinary lines, and a crash at each of these offsets. */
  function source(name: string, length: number, crashes: readonly number[]): OutputSource {
    const path = join(folder, name);
    const bytes = Buffer.alloc(length, LINE);
    for (const at of crashes) bytes.write(`\n${PANIC}`, at - 1);
    writeFileSync(path, bytes);
    return { name, path, times: `${path}.times`, kept: 0, end: length };
  }

  const find = async (sources: readonly OutputSource[], from: readonly number[], forward: boolean) => {
    const found = await findCrash({ sources, from, forward, ownRules: undefined }, noTurn);
    return found && [found.source, found.start];
  };

  it('the crash that comes next is found however far it is, and across the borders of what is read at once', async () => {
    const border = 4 * MEGABYTE - 20;
    const port = source('console', 10 * MEGABYTE, [1000, border, 9 * MEGABYTE]);
    assert.deepEqual(await find([port], [0], true), [0, 1000]);
    assert.deepEqual(await find([port], [1001], true), [0, border]);
    assert.deepEqual(await find([port], [border + 1], true), [0, 9 * MEGABYTE]);
    assert.equal(await find([port], [9 * MEGABYTE + 1], true), undefined);
    assert.deepEqual(await find([port], [port.end], false), [0, 9 * MEGABYTE]);
    assert.deepEqual(await find([port], [9 * MEGABYTE], false), [0, border]);
    assert.deepEqual(await find([port], [border], false), [0, 1000]);
    assert.equal(await find([port], [1000], false), undefined);
  });

  it('the crash that comes next is not looked for in what is not kept any more', async () => {
    const port = { ...source('console', MEGABYTE, [1000, 900_000]), kept: 800_000 };
    assert.deepEqual(await find([port], [0], true), [0, 900_000]);
    assert.equal(await find([port], [900_000], false), undefined);
  });

  it('the crash that comes next of several ports is the one that came first, and the one before that came last', async () => {
    const ports = [source('a', MEGABYTE, [5000]), source('b', MEGABYTE, [6000])] as const;
    for (const [index, { times }] of ports.entries()) {
      let now = 1000 * (2 - index);
      const log = new ArrivalLog(times, () => now);
      log.grown(4000);
      now += 100;
      log.grown(MEGABYTE);
      log.close();
    }
    assert.deepEqual(await find(ports, [0, 0], true), [1, 6000]);
    assert.deepEqual(await find(ports, [MEGABYTE, MEGABYTE], false), [0, 5000]);
  });
});
