import assert from 'node:assert/strict';
import type { CrashFrame } from '../../src/crash/report';
import type { ResolvedReport } from '../../src/machine/crash/resolvedReport';
import { nm } from '../support/binutils';
import { CrashScene } from '../support/crashScene';
import { MachineRoom } from '../support/machines';
import { LIMIT_MS } from './crashes/crashingGuest';
import { LINUX_PANICS, linuxPanic, plain, printedCalls } from './crashes/linuxPanic';
import { debianAmd64 } from './debianKernels';

describe('a panic of Linux', function () {
  this.timeout(LIMIT_MS * 2);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  for (const panic of LINUX_PANICS) {
    const { arch, prefix, hasStack } = panic;
    for (const moves of [true, false])
      it(`a panic of Linux for ${arch} that ${moves ? 'moves itself' : 'stays where it was linked'} ${hasStack ? 'gets what addr2line says of each of its frames, and' : 'prints no stack, and gets'} the distance that the kernel’s own table shows`, async () => {
        const { vmlinux, configuration, prompt, crash, title } = linuxPanic(panic, room.scratch, moves);
        const scene = await CrashScene.of(room, configuration, prompt, crash);
        const { report, loads } = scene.crash;
        assert.equal(report.title, title);
        assert.equal(report.corrupted, undefined);

        const table = nm(vmlinux, prefix);
        const where = loads.loads.find(({ kind }) => kind === 'linux')?.where;
        const { address, linked, slide } = ownTable(scene.text, table);
        assert.deepEqual(where, { slide });
        // One of some five hundred places to move to is the one that it was linked for.
        if (!moves) assert.equal(slide, 0n);
        const symbols = await scene.symbols(vmlinux);
        const [named] = await symbols.resolve([{ address }], loads, room.tasks.signal);
        assert.ok(named);
        assert.deepEqual([named.address, named.offset, named.problem], [linked, 0n, undefined]);
        assert.ok(table(named.symbol ?? '').includes(linked), named.symbol);

        if (!hasStack) {
          assert.deepEqual(report.frames, []);
          return;
        }
        const resolved = await scene.resolved(vmlinux);
        assert.deepEqual(resolved.problems, []);
        const names = resolved.frames.map(({ function: name }) => name ?? '');
        assert.ok(
          names.includes('sysrq_handle_crash') && names.includes('write_sysrq_trigger'),
          names.join(),
        );
        check(resolved, (frames) => printedCalls(frames, vmlinux, prefix));
      });
  }

  it('a panic of Linux of another build than the symbol file gets no lines from it, and a sentence with both builds', async () => {
    const { configuration, prompt, crash } = linuxPanic(LINUX_PANICS[1]!, room.scratch);
    const scene = await CrashScene.of(room, configuration, prompt, crash);
    const { frames, problems } = await scene.resolved(debianAmd64().vmlinux);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(
      problems[0] ?? '',
      /different build .*: Linux version .*-arm64 .* there, Linux version .*-amd64 .* here/,
    );
    assert.deepEqual(
      frames.map(({ function: name, file }) => [name, file]),
      scene.crash.report.frames.map(({ symbol }) => [symbol, undefined]),
    );
  });
});

interface OwnTable {
  readonly address: string;
  readonly linked: bigint;
  readonly slide: bigint;
}

/** A function of /proc/kallsyms, and how far it is from where the symbol file has it. */
function ownTable(text: string, table: (name: string) => readonly bigint[]): OwnTable {
  for (const [, address = '', name = ''] of text.matchAll(/^([0-9a-f]{16}) \w (\w+)\r?$/gm)) {
    const [linked, ...others] = table(name);
    if (linked !== undefined && others.length === 0)
      return { address, linked, slide: BigInt(`0x${address}`) - linked };
  }
  assert.fail('no line of /proc/kallsyms is in the output');
}

/** Compares each printed frame, and what was inlined there, with what somebody else says about it. */
function check(
  { report, frames }: ResolvedReport,
  oracle: (frames: readonly CrashFrame[]) => readonly (readonly string[])[],
): void {
  const asked = report.frames.filter(({ symbol }) => symbol !== undefined);
  assert.ok(asked.length > 5, 'there is a stack');
  oracle(asked).forEach((expected, index) => {
    const found = frames.filter(({ printed }) => printed === asked[index]);
    const shown = found.map(({ function: name = '', file, line }) => `${plain(name)} ${file}:${line}`);
    assert.deepEqual(shown, expected, asked[index]?.raw);
  });
}
