import assert from 'node:assert/strict';
import { RUST_CRASH } from '../guests/rust';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { lineOf } from '../support/sampleDebug';
import { LIMIT_MS } from './crashes/crashingGuest';
import { rustPanic } from './crashes/rustPanic';

describe('a panic of a Rust program under Linux', function () {
  this.timeout(LIMIT_MS);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  it('a panic of a Rust program has its place, its own calls with their lines, and asks nothing of the kernel’s symbols', async () => {
    const { vmlinux, ...guest } = rustPanic(room.scratch);
    const scene = await CrashScene.of(room, guest.configuration, guest.prompt, guest.crash);
    const { report } = scene.crash;
    assert.equal(report.title, guest.title);
    assert.deepEqual([report.file, report.line], [RUST_CRASH, lineOf(RUST_CRASH, 'table[index]')]);
    assert.equal(report.guilty, 'crash::element');

    const { frames, problems } = await scene.resolved(vmlinux);
    assert.deepEqual(problems, []);
    const own = frames.filter(({ file }) => file?.endsWith('/crash.rs'));
    assert.deepEqual(
      own.map(({ function: name, line }) => `${name}:${line}`),
      [
        `crash::element:${lineOf(RUST_CRASH, 'table[index]')}`,
        `crash::add_up::{{closure}}:${lineOf(RUST_CRASH, '.map(|index|')}`,
        `crash::add_up:${lineOf(RUST_CRASH, '.sum()')}`,
        `crash::main:${lineOf(RUST_CRASH, 'add_up(&[')}`,
      ],
    );
  });
});
