import assert from 'node:assert/strict';
import type { CrashFrame } from '../../src/crash/report';
import type { ResolvedReport } from '../../src/machine/crash/resolvedReport';
import { LINUX_PROMPT } from '../guests/guests';
import { sysrqInitramfs } from '../guests/sysrq';
import { addr2line, nm } from '../support/binutils';
import { CrashScene } from '../support/crashScene';
import type { Dialogue } from '../support/dialogue';
import { MachineRoom } from '../support/machines';
import { debianAmd64, debianArm64, type KernelWithSymbols } from './debianKernels';
import { riscvLinux } from './riscvLinux';

const LIMIT_MS = 240_000;

interface Case {
  readonly arch: string;
  /** Of the cross compiler’s tools. */
  readonly prefix: string;
  readonly kernel: (folder: string) => KernelWithSymbols;
  /** It was built with CONFIG_DEBUG_BUGVERBOSE. */
  readonly hasStack: boolean;
  /** Shows addresses from /proc/kallsyms before it crashes. */
  readonly crashes: (guest: Dialogue) => Promise<void>;
}

const atOnce = async (guest: Dialogue): Promise<void> => {
  await guest.hear('end Kernel panic', LIMIT_MS);
};

const CASES: readonly Case[] = [
  {
    arch: 'x86-64',
    prefix: '',
    hasStack: true,
    kernel: () => debianAmd64(),
    crashes: async (guest) => {
      await guest.hear(LINUX_PROMPT, LIMIT_MS);
      await guest.ask('grep -w vfs_read /proc/kallsyms');
      await guest.say('echo c > /proc/sysrq-trigger\r');
      await atOnce(guest);
    },
  },
  {
    arch: 'arm64',
    prefix: 'aarch64-linux-gnu-',
    hasStack: true,
    kernel: (folder) => withInit(debianArm64(), sysrqInitramfs('aarch64', folder)),
    crashes: atOnce,
  },
  {
    arch: 'riscv64',
    prefix: 'riscv64-linux-gnu-',
    hasStack: false,
    kernel: (folder) => withInit(riscvLinux(folder), sysrqInitramfs('riscv64', folder)),
    crashes: atOnce,
  },
];

function withInit({ vmlinux, configuration }: KernelWithSymbols, initrd: string): KernelWithSymbols {
  return { vmlinux, configuration: { ...configuration, initrd } };
}

describe('a panic of Linux', function () {
  this.timeout(LIMIT_MS * 2);
  let room: MachineRoom;
  beforeEach(async () => (room = await MachineRoom.open()));
  afterEach(() => room.close());

  for (const { arch, prefix, hasStack, kernel, crashes } of CASES)
    for (const moves of [true, false])
      it(`a panic of Linux for ${arch} that ${moves ? 'moves itself' : 'stays where it was linked'} ${hasStack ? 'gets what addr2line says of each of its frames, and' : 'prints no stack, and gets'} the distance that the kernel’s own table shows`, async () => {
        const { vmlinux, configuration } = kernel(room.scratch);
        const append = `${configuration.append}${moves ? '' : ' nokaslr'}`;
        const scene = await CrashScene.of(room, { ...configuration, append }, LINUX_PROMPT, crashes);
        const { report, loads } = scene.crash;
        assert.equal(report.title, 'kernel panic: sysrq triggered crash');
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
        check(resolved, (frames) => addr2line(vmlinux, frames.map(addressOf(table)), prefix));
      });

  it('a panic of Linux of another build than the symbol file gets no lines from it, and a sentence with both builds', async () => {
    const { kernel, crashes } = CASES[1]!;
    const scene = await CrashScene.of(room, kernel(room.scratch).configuration, LINUX_PROMPT, crashes);
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

/** The place of a frame's call, as linked, by its function's name in the symbol file alone. */
const addressOf =
  (table: (name: string) => readonly bigint[]) =>
  ({ symbol = '', offset = 0, exact }: CrashFrame): bigint =>
    (table(symbol)[0] ?? 0n) + BigInt(offset) - (exact === true ? 0n : 1n);

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

/** A function without what the compiler appends to the names of its copies, which symbol tables have and debug information has not. */
const plain = (name: string): string => name.replace(/\.(?:constprop|isra|part|cold)\b.*$/, '');
