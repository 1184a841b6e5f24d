import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINUX_PROMPT } from '../guests/guests';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { lineOf } from '../support/sampleDebug';
import { debianAmd64 } from './debianKernels';

const SOURCE = join(__dirname, '..', 'guests', 'rust', 'crash.rs');
const LIMIT_MS = 240_000;

describe('a panic of a Rust program under Linux', function () {
  this.timeout(LIMIT_MS);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  it('a panic of a Rust program has its place, its own calls with their lines, and asks nothing of the kernel’s symbols', async () => {
    const program = join(room.scratch, 'crash');
    // All in one file, since the guest has no libraries.
    const options = ['-g', '-C', 'target-feature=+crt-static', '--edition', '2021'];
    execFileSync('rustc', [...options, '-o', program, SOURCE], { stdio: 'ignore' });
    const content = readFileSync(program);
    const { vmlinux, configuration } = debianAmd64({ path: 'crash', mode: 0o755, content });
    const scene = await CrashScene.of(room, configuration, LINUX_PROMPT, async (guest) => {
      await guest.hear(LINUX_PROMPT, LIMIT_MS);
      await guest.say('RUST_BACKTRACE=1 /crash\r');
      await guest.hear('note: Some details are omitted', LIMIT_MS);
    });
    const { report } = scene.crash;
    assert.equal(
      report.title,
      'panicked in crash.rs: index out of bounds: the len is NUM but the index is NUM',
    );
    assert.deepEqual([report.file, report.line], [SOURCE, lineOf(SOURCE, 'table[index]')]);
    assert.equal(report.guilty, 'crash::element');

    const { frames, problems } = await scene.resolved(vmlinux);
    assert.deepEqual(problems, []);
    const own = frames.filter(({ file }) => file?.endsWith('/crash.rs'));
    assert.deepEqual(
      own.map(({ function: name, line }) => `${name}:${line}`),
      [
        `crash::element:${lineOf(SOURCE, 'table[index]')}`,
        `crash::add_up::{{closure}}:${lineOf(SOURCE, '.map(|index|')}`,
        `crash::add_up:${lineOf(SOURCE, '.sum()')}`,
        `crash::main:${lineOf(SOURCE, 'add_up(&[')}`,
      ],
    );
  });
});
