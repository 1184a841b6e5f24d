import assert from 'node:assert/strict';
import { readCrashes } from '../../src/crash/readText';
import { resolveReport } from '../../src/machine/crash/resolveReport';
import { GuestSymbols } from '../../src/symbols/guestSymbols';
import { ImageIndex } from '../../src/symbols/images/imageIndex';
import { LoadTracker } from '../../src/symbols/loads/loadTracker';
import { SourceFinder } from '../../src/symbols/sources/sourceFinder';
import { Symbolizer } from '../../src/symbols/symbolizer';
import { LINUX_PROMPT } from '../guests/guests';
import { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { debianAmd64 } from './debianKernels';

const LIMIT_MS = 240_000;

describe('a crash of Debian’s kernel', function () {
  this.timeout(LIMIT_MS);
  let room: MachineRoom;
  beforeEach(async () => {
    room = await MachineRoom.open();
  });
  afterEach(() => room.close());

  for (const moves of [true, false])
    it(`a panic of a kernel that ${moves ? 'moves itself' : 'stays where it was linked'} gets functions and lines, by names and by addresses`, async () => {
      const { vmlinux, configuration } = debianAmd64();
      const append = `${configuration.append}${moves ? '' : ' nokaslr'}`;
      const machine = await room.start({ ...configuration, append });
      const port = machine.ports[0]!.serial;
      const shell = new Dialogue(port, LINUX_PROMPT, room.tasks.signal);
      await shell.hear(LINUX_PROMPT, LIMIT_MS);
      const symbol = /^([0-9a-f]{16}) /.exec(await shell.ask('grep -w vfs_read /proc/kallsyms'))?.[1];
      await shell.say('echo c > /proc/sysrq-trigger\r');
      await shell.hear('end Kernel panic', LIMIT_MS);
      const log = await port.text(0, room.tasks.signal);

      const tracker = new LoadTracker();
      // The time stamps go before a line is read.
      for (const line of log.split(/\r?\n/)) tracker.take(line.replace(/^\[ *\d+\.\d+\] /, ''));
      const slide = tracker.loads.find(({ kind }) => kind === 'linux')?.where;
      assert.ok(slide && 'slide' in slide);
      assert.equal(slide.slide !== 0n, moves);

      const symbolizer = new Symbolizer(room.tasks, { searchPath: process.env['PATH'] ?? '' });
      const index = await ImageIndex.of([], room.tasks.signal);
      const symbols = new GuestSymbols(symbolizer, { program: vmlinux, index });
      const [byAddress] = await symbols.resolve([{ address: symbol }], tracker, room.tasks.signal);
      assert.deepEqual(
        [byAddress?.symbol, byAddress?.offset, byAddress?.problem],
        ['vfs_read', 0n, undefined],
      );

      const report = readCrashes(Buffer.from(log)).find((each) =>
        each.frames.some(({ symbol: name }) => name === 'sysrq_handle_crash'),
      );
      assert.ok(report, log.slice(-6000));
      const sources = new SourceFinder({ folders: [] }, {});
      const { frames, problems } = await resolveReport(
        report,
        { symbols, sources },
        tracker,
        room.tasks.signal,
      );
      assert.deepEqual(problems, []);
      const at = (name: string): string | undefined => {
        const found = frames.find(({ function: each }) => each === name);
        return found && `${found.file?.split('/').slice(-3).join('/')}:${String(found.line !== undefined)}`;
      };
      assert.equal(at('sysrq_handle_crash'), 'drivers/tty/sysrq.c:true');
      assert.equal(at('write_sysrq_trigger'), 'drivers/tty/sysrq.c:true');
      assert.equal(at('ksys_write'), 'build_amd64_none_cloud-amd64/fs/read_write.c:true');
      assert.ok(
        frames.some(({ inlined }) => inlined),
        'nothing is inlined',
      );
    });
});
