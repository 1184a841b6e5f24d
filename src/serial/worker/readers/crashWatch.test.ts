import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { turns, until } from '../../../../test/support/until';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { Logger } from '../../../log/logger';
import type { FromSerialWorker } from '../../protocol';
import { CrashReader } from '../search/crashReader';
import type { CrashThread } from '../search/crashThread';
import { textRules } from '../search/textRules';
import { Spool } from '../spool/spool';
import { CrashWatch } from './crashWatch';

const MODULES = 200;
/** As the watch has it. */
const PACE_MS = 250;

describe('the watch for crashes and loads', () => {
  let directory: string;
  let spool: Spool;
  let group: TaskGroup;
  let told: FromSerialWorker[];
  let watch: CrashWatch;
  let clock = 0;
  /** How far the port was read. */
  let position = 0;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'watch-'));
    const path = join(directory, 'spool');
    writeFileSync(path, '');
    spool = Spool.open(path);
    group = new TaskGroup('port');
    told = [];
    const reader = new CrashReader(path, textRules());
    const read: CrashThread['read'] = (order) => {
      const found = reader.read(order);
      position = found.position;
      return Promise.resolve({ ...found, refused: [] });
    };
    const log = new Logger(() => undefined, 'test');
    clock = 0;
    const tell = (message: FromSerialWorker): void => void told.push(message);
    watch = new CrashWatch(
      group,
      0,
      'serial0',
      spool,
      { read },
      tell,
      log,
      () => 'utf8',
      3,
      () => clock,
    );
  });
  afterEach(async () => {
    spool.tail.finish();
    await group.close();
    spool.close();
    rmSync(directory, { recursive: true });
  });

  const say = (text: string): void => spool.append(Buffer.from(text));
  /** How many images each telling had. */
  const counts = (): number[] =>
    told.flatMap((message) => (message.type === 'loads' ? [message.loads.loads.length] : []));

  it('the watch for crashes and loads tells of two hundred modules at once when it is time, not of each', async () => {
    say('m 16384 0 - Live 0xffffffffc0812000\n');
    await until('the first is told', () => counts().length > 0);
    for (let n = 0; n < MODULES; n++) {
      say(`m${n} 16384 0 - Live 0xffffffffc0812000\n`);
      await turns(3);
    }
    await until('all are read', () => position === spool.tail.end);
    assert.deepEqual(counts(), [1]);
    clock = PACE_MS;
    await until('all are told', () => counts().at(-1) === MODULES + 1);
    assert.deepEqual(counts(), [1, MODULES + 1]);
  });

  it('the watch for crashes and loads tells of what was forgotten at a reset when the guest speaks again', async () => {
    say('m 16384 0 - Live 0xffffffffc0812000\n');
    await until('it is told', () => counts().length > 0);
    watch.guestReset();
    clock = PACE_MS;
    say('hello again\n');
    await until('it is forgotten', () => counts().at(-1) === 0);
  });

  it('the watch for crashes and loads says of each report which boot it is of, also when it is complete only later', async () => {
    const boots = (): number[] => told.flatMap((message) => (message.type === 'crash' ? [message.boot] : []));
    const oops = 'Oops: 0002 [#1] SMP\nCPU: 0 PID: 1 Comm: init\nRIP: 0010:f+0x10/0x20\n';
    say(`${oops}---[ end trace 0000000000000000 ]---\n`);
    await until('the first is told', () => boots().length === 1);
    say(oops);
    await until('it is read', () => position === spool.tail.end);
    watch.guestReset();
    say(`booting\n`);
    await until('the second is told', () => boots().length === 2);
    say(`${oops}---[ end trace 0000000000000000 ]---\n`);
    await until('the third is told', () => boots().length === 3);
    assert.deepEqual(boots(), [3, 3, 4]);
  });
});
