import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { output } from '../../../scripts/lib/paths.mjs';
import { TaskGroup } from '../../../src/concurrency/taskGroup';
import { foundCrashes } from '../../../src/cli/foundCrashes';
import { MachineRoom } from '../../support/machines';
import { random } from '../../support/random';
import { until } from '../../support/until';
import { type Boot, bootingGuests } from './bootingGuests';

/** What running guests are to print in all. */
const BYTES = Number(process.env['BOOTS_BYTES'] ?? 50e6);
const SEED = Number(process.env['BOOTS_SEED'] ?? 1);
/** Beside one another. */
const MACHINES = 2;
/** Some parameters together leave a kernel waiting for ever: it has said what it says. In milliseconds. */
const LIMITS = { limitMs: 120_000, everyMs: 500 };
const LIMIT_MS = 4 * 3_600_000;

describe('boots of running guests', function () {
  this.timeout(LIMIT_MS);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  /** Boots a guest, and keeps what it has printed as a file. */
  async function boot({ config, last }: Boot, path: string): Promise<void> {
    const machine = await room.start({ ...config, serial: [{ capture: path }] });
    const isOver = (text: string): boolean => machine.state === 'stopped' || text.includes(last);
    for (let said = ''; !isOver(said);) {
      const more = async (): Promise<string | false> => {
        const text = await readFile(path, 'latin1');
        return (text.length > said.length || isOver(text)) && text;
      };
      const text = await until('it says more', more, LIMITS).catch(() => undefined);
      if (text === undefined) {
        console.log(`silent after ${said.length} bytes: ${JSON.stringify(config)}`);
        break;
      }
      said = text;
    }
    await machine.stop();
  }

  it('fifty megabytes of boots of Linux, firmware and the sample guest have no crash in them but a panic for want of a first process', async () => {
    const numbers = random(SEED);
    const makers = bootingGuests(room.scratch);
    const sums = new Map<string, { boots: number; bytes: number }>();
    let [begun, bytes] = [0, 0];
    const found: string[] = [];

    const next = async (): Promise<void> => {
      const index = begun++;
      const guest = makers[index % makers.length]!(numbers);
      const path = join(room.scratch, `boot-${index}.log`);
      await boot(guest, path);
      for await (const { report, startLine } of foundCrashes(path, room.tasks.signal)) {
        if (guest.crash?.test(report.title)) continue;
        const kept = join(output, 'boots', `${SEED}-${index}.log`);
        await mkdir(join(output, 'boots'), { recursive: true });
        await copyFile(path, kept);
        found.push(`${kept}:${startLine}: ${report.title}\n  ${JSON.stringify(guest.config)}`);
      }
      const { size } = await stat(path);
      await rm(path);
      bytes += size;
      const name = guest.config.name ?? '';
      const sum = sums.get(name) ?? { boots: 0, bytes: 0 };
      sums.set(name, { boots: sum.boots + 1, bytes: sum.bytes + size });
    };
    const tasks = new TaskGroup('boots', room.tasks);
    const lane = async (): Promise<void> => {
      while (bytes < BYTES) await next();
    };
    await Promise.all(Array.from({ length: MACHINES }, (_, n) => tasks.run(`lane ${n}`, lane)));
    console.log(sums);
    assert.deepEqual(found, []);
  });
});
