import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeLink, type Answer } from '../../../../test/support/debugFakeLink';
import { turns, until } from '../../../../test/support/until';
import { elfFile } from '../../../../test/guests/elf';
import { TaskGroup } from '../../../concurrency/taskGroup';
import { Logger } from '../../../log/logger';
import { Responder } from '../../session/responder';
import type { DebugTarget } from '../../target/target';
import { Guest } from './guest';
import { KernelLoad, PASSED_UNSEEN } from './kernelLoad';

const BANNER = 'Linux version 6.1.0-test (somebody@somewhere)\n';
const START = 0xffffffff81000000n;
const SLIDE = 0x1fc00000n;
const instantly = { now: () => 0, delay: () => turns(1) };

describe('following a kernel that moves itself', () => {
  let folder: string;
  let program: string;
  let group: TaskGroup;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'qsd-kernel-'));
    program = join(folder, 'vmlinux');
    await writeFile(
      program,
      elfFile({
        bits: 64,
        littleEndian: true,
        segments: [{ address: START, content: Buffer.from(BANNER + '\0') }],
        symbols: [
          { name: '_text', value: START },
          { name: 'linux_banner', value: START },
          { name: '_sinittext', value: START + 0x100000n },
          { name: '_einittext', value: START + 0x180000n },
          { name: '_end', value: START + 0x200000n },
        ],
      }),
    );
  });
  after(() => rm(folder, { recursive: true }));
  beforeEach(() => (group = new TaskGroup('session')));
  afterEach(() => group.close());

  /** A machine whose kernel lies `slide` above where it was linked. */
  function session(slide: bigint, answers: readonly Answer[] = [], text = BANNER) {
    const link = new FakeLink([...answers, [/^-break-list/, { BreakpointTable: { body: [] } }]]);
    const guest = new Guest(false);
    const hmp = (line: string): Promise<string> => {
      if (line === 'info registers')
        return Promise.resolve(`RIP=${(START + slide + 16n).toString(16)} RFL=2`);
      const [, count = '0', at = '0'] = /^x \/(\d+)xb 0x([0-9a-f]+)$/.exec(line) ?? [];
      if (BigInt(`0x${at}`) !== START + slide) return Promise.resolve('Cannot access memory\n');
      const bytes = [...Buffer.from(text).subarray(0, Number(count))];
      return Promise.resolve(
        `${at}: ${bytes.map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(' ')}\n`,
      );
    };
    guest.found({ hasMonitor: true, hmp } as unknown as DebugTarget, true);
    const told: string[] = [];
    const opened: bigint[][] = [];
    const responder = new Responder({ group, log: new Logger(() => undefined, 'test') }, () => undefined);
    const load = new KernelLoad(
      {
        link,
        guest,
        responder,
        program,
        openMoved: (segments) => {
          opened.push([...segments]);
          return Promise.resolve('/run/moved');
        },
        tell: (words) => void told.push(words),
      },
      instantly,
    );
    return { load, link, told, opened };
  }

  const heard = async (told: readonly string[]): Promise<void> => {
    await until('something is told', () => told.length > 0);
  };

  it('GDB connects once more to be told where a kernel has moved, while the guest stands still', async () => {
    const { load, link, told, opened } = session(SLIDE);
    load.look();
    await heard(told);
    assert.deepEqual(opened, [[START + SLIDE]]);
    assert.deepEqual(
      link.commands.filter((command) => command.startsWith('-target')),
      ['-target-disconnect', '-target-select remote /run/moved'],
    );
    assert.deepEqual(link.moves, ['pause', 'hush', 'speak', 'continue']);
    assert.match(told[0] ?? '', /0x1fc00000.*KASLR/);
    assert.deepEqual(link.events, []);
  });

  it('a kernel that lies where it was linked is left alone', async () => {
    const { load, link } = session(0n);
    load.look();
    await turns(50);
    assert.deepEqual(link.moves, []);
  });

  it('the editor is told of a breakpoint in code of a moved kernel that may have run before', async () => {
    const addr = `0x${(START + SLIDE + 0x100010n).toString(16)}`;
    const body = [{ addr, times: '0' }];
    const { load, link, told } = session(SLIDE, [[/^-break-list/, { BreakpointTable: { body } }]]);
    load.look();
    await heard(told);
    await until('the editor is told', () => link.events.length > 0);
    assert.deepEqual(
      link.events.map(({ event }) => event),
      [PASSED_UNSEEN],
    );
  });

  it('a kernel of another build is named, with the build that the symbols are of', async () => {
    const { load, told, link } = session(
      SLIDE,
      [],
      'Linux version 9.9 (somebody@somewhere) and more of it\n',
    );
    load.look();
    await heard(told);
    assert.match(told[0] ?? '', /different build.*6\.1\.0-test/s);
    assert.deepEqual(link.moves, []);
  });
});
