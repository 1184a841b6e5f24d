import assert from 'node:assert/strict';
import { onSmallDisk } from '../../../../test/support/smallDisk';
import { until } from '../../../../test/support/until';
import { TaskGroup } from '../../../concurrency/taskGroup';
import type { DiskNews } from '../../diskNews';
import { DiskWatch } from './diskWatch';
import { diskSpace } from './diskSpace';

const MB = 1 << 20;

/** A disk and what is written to it, in a time of its own: sleeping lets it pass. */
class Simulation {
  readonly told: DiskNews[] = [];
  looks = 0;
  time = 0;
  free: number;
  writable = true;
  private readonly group = new TaskGroup('simulation');
  private readonly watch: DiskWatch;

  constructor(
    readonly total: number,
    /** Bytes a millisecond, at a time. */
    public rate: (time: number) => number,
    free = total,
    /** When it is over, in milliseconds. */
    private readonly until = 60_000,
  ) {
    this.free = free;
    this.watch = new DiskWatch({
      path: '/disk',
      measure: () => {
        this.looks++;
        return Promise.resolve({ freeBytes: this.free, totalBytes: total, writable: this.writable });
      },
      tell: (news) => {
        this.told.push(news);
        this.heard(news);
      },
      now: () => this.time,
      sleep: (ms) => this.pass(ms),
    });
  }

  heard: (news: DiskNews) => void = () => this.end();

  end(): void {
    this.group.closeSoon();
  }

  async run(): Promise<DiskNews | undefined> {
    this.watch.touch();
    this.watch.start(this.group);
    await new Promise<void>((resolve) => this.group.signal.addEventListener('abort', () => resolve()));
    await this.group.close();
    return this.told[0];
  }

  private async pass(ms: number): Promise<void> {
    this.free = Math.max(0, this.free - this.rate(this.time) * ms);
    this.time += ms;
    if (this.rate(this.time) > 0) this.watch.touch();
    if (this.time > this.until) this.group.closeSoon();
    await new Promise(setImmediate);
  }
}

describe('the watch on a disk', () => {
  for (const [total, rate] of [
    [8 * MB, 1000],
    [16 * MB, 20_000],
    [64 * MB, 100_000],
    [1024 * MB, 1000],
    [1024 * MB, 500_000],
    [500_000 * MB, 500_000],
  ] as const)
    it(`the watch on a disk tells before ${total / MB} MB are full at ${rate / 1000} MB a second, in time for a pause`, async () => {
      const disk = new Simulation(total, () => rate, Math.min(total, 3000 * MB), Infinity);
      const news = await disk.run();
      assert.equal(news?.state, 'low');
      // What goes on to come until the pause.
      assert.ok(news.freeBytes > Math.min(rate * 100, total / 10), `${news.freeBytes} left`);
      assert.ok(news.freeBytes <= total / 4);
    });

  it('the watch on a disk is not outrun by a flow that begins all at once', async () => {
    const disk = new Simulation(100 * MB, (time) => (time < 500 ? 1 : 200_000));
    const news = await disk.run();
    assert.equal(news?.state, 'low');
    assert.ok(news.freeBytes > 5 * MB, `${news.freeBytes}`);
  });

  it('the watch on a disk looks once a second at most while there is much, and never when nothing comes', async () => {
    const busy = new Simulation(500_000 * MB, () => 1000, 400_000 * MB, 60_000);
    assert.equal(await busy.run(), undefined);
    assert.ok(busy.looks <= 62, `${busy.looks}`);
  });

  it('the watch on a disk tells that it is full, and that there is space again', async () => {
    const disk = new Simulation(16 * MB, () => 0, 0);
    disk.heard = () => (disk.free = 10 * MB);
    const running = disk.run();
    await until(() => disk.told.length === 2);
    disk.end();
    await running;
    assert.deepEqual(
      disk.told.map(({ state }) => state),
      ['full', 'enough'],
    );
  });

  it('the watch on a disk tells of a quota that is used up although the disk is not', async () => {
    const disk = new Simulation(1024 * MB, () => 1000);
    disk.writable = false;
    assert.equal((await disk.run())?.state, 'full');
  });

  it('the watch on a disk tells again when a machine that was let go on has used half of what was left', async () => {
    const disk = new Simulation(16 * MB, () => 1000);
    disk.heard = () => undefined;
    const running = disk.run();
    await until(() => disk.told.length >= 3);
    disk.end();
    await running;
    const [first, second, third] = disk.told.map(({ freeBytes }) => freeBytes);
    assert.ok(second! <= first! / 2 && third! <= second! / 2, JSON.stringify(disk.told));
  });

  it('the watch measures the disk of a directory, and leaves nothing there', async () => {
    const space = await diskSpace('/tmp');
    assert.ok(space.freeBytes > 0 && space.totalBytes >= space.freeBytes && space.writable);
  });

  it('a disk that takes a part of what is tried is not writable', async () => {
    const { writable } = await onSmallDisk({ room: 4096 }, () => diskSpace('/tmp'));
    assert.equal(writable, false);
  });
});
