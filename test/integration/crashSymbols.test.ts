import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  SAMPLE_ELF,
  SAMPLE_FOLDER,
  SAMPLE_PROMPT,
  sampleGuest,
  TEACHING_C,
  teachingGuest,
} from '../guests/guests';
import { addr2line, tidy } from '../support/binutils';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { lineOf } from '../support/sampleDebug';

describe('crashes of running guests, with their symbols', () => {
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  it('a panic in the manner of xv6 gets the function and line of its trap, whose address stands in the line before', async () => {
    const configuration = teachingGuest(room.scratch);
    const scene = await CrashScene.of(room, configuration, '$ ', (guest) =>
      guest.hear('panic: kerneltrap\n'),
    );
    const { system, title } = scene.crash.report;
    assert.deepEqual([system, title], ['xv6', 'panic: kerneltrap']);
    const { frames, problems } = await scene.resolved(configuration.kernel);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      frames.map(({ function: name, file, line }) => [name, file, line]),
      [['look', TEACHING_C, lineOf(TEACHING_C, 'return table[1];')]],
    );
  });

  const sample = (command: string): Promise<CrashScene> =>
    CrashScene.of(room, sampleGuest(), SAMPLE_PROMPT, async (guest) => {
      await guest.hear(SAMPLE_PROMPT);
      await guest.say(`${command}\r`);
      await guest.hear('halted');
    });

  it('a panic of the sample guest gets what addr2line says of its calls, from the line that panics on', async () => {
    const scene = await sample('panic');
    const { frames, problems } = await scene.resolved(SAMPLE_ELF);
    assert.deepEqual(problems, []);
    const addresses = scene.crash.report.frames.map(({ address }) => BigInt(`0x${address}`) - 1n);
    const shown = frames.map(({ function: name, file, line }) => `${name} ${tidy(`${file}:${line}`)}`);
    assert.deepEqual(shown, addr2line(SAMPLE_ELF, addresses).flat());
    const source = join(SAMPLE_FOLDER, 'panic.c');
    assert.deepEqual(
      frames.slice(0, 2).map(({ function: name, line }) => [name, line]),
      [
        ['panic', lineOf(source, 'PANIC_VECTOR));')],
        ['check_sum', lineOf(source, 'panic("table_of_sums is damaged")')],
      ],
    );
  });

  it('a panic whose symbol file is missing, stripped or no ELF file is still a stack of addresses, and a sentence says what to do', async () => {
    const scene = await sample('panic');
    const stripped = join(room.scratch, 'stripped.elf');
    execFileSync('objcopy', ['--strip-all', SAMPLE_ELF, stripped]);
    for (const [program, sentence] of [
      [join(room.scratch, 'missing.elf'), /missing\.elf is not there\. Build it, or/],
      [stripped, /symbols were stripped from .*\. Use the file from before that step\./],
      [join(SAMPLE_FOLDER, 'panic.c'), /panic\.c is not an ELF file\. Use the file/],
    ] as const) {
      const { frames, problems } = await scene.resolved(program);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', sentence);
      assert.deepEqual(
        frames.map(({ address, function: name }) => [address, name]),
        scene.crash.report.frames.map(({ address }) => [address, undefined]),
      );
    }
  });
});
