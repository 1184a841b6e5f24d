import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { type ElfSymbol, withElf } from '../../src/symbols/elf';
import { type Resolution, Symbolizer } from '../../src/symbols/symbolizer';
import { addr2line, hex, type Shown, tidy } from '../support/binutils';
import { debianAmd64 } from './debianKernels';

const ADDRESSES = 1000;
const SEARCH_PATH = process.env['PATH'] ?? '';
/** GDB reads half a gigabyte of symbols before anything else, in milliseconds. */
const LIMIT_MS = 480_000;
const FUNCTION = 2;

describe('addresses of a kernel of Debian’s', function () {
  this.timeout(LIMIT_MS);
  let vmlinux: string;
  let functions: readonly ElfSymbol[];
  let addresses: readonly bigint[];
  let expected: readonly Shown[];
  let tasks: TaskGroup;

  before(async () => {
    ({ vmlinux } = debianAmd64());
    functions = await functionsOf(vmlinux);
    addresses = Array.from({ length: ADDRESSES }, () => anyAddress(functions));
    expected = addr2line(vmlinux, addresses);
  });
  beforeEach(() => (tasks = new TaskGroup('test')));
  afterEach(() => tasks.close());

  const resolved = async (program: string): Promise<readonly Resolution[]> => {
    const symbolizer = new Symbolizer(tasks, { searchPath: SEARCH_PATH, program });
    const places = addresses.map((address) => ({ address }));
    return await symbolizer.resolve(vmlinux, places, tasks.signal);
  };

  it('addresses of a Debian kernel are what addr2line says, with all that is inlined, when it is asked', async () => {
    const found = await resolved('addr2line');
    found.forEach((each, index) => assert.deepEqual(shown(each), expected[index], hex(addresses[index])));
  });

  it('addresses of a Debian kernel are the same from llvm-symbolizer, or else what GDB says', async () => {
    const found = await resolved('llvm-symbolizer');
    const sameNames = aliases(functions);
    // binutils 2.40 names the wrong file for some functions that macros in headers make.
    const disputed: { address: bigint; place: string }[] = [];
    found.forEach((each, index) => {
      const [mine, other] = [shown(each), expected[index] ?? []];
      const about = `${hex(addresses[index])}: ${String(mine)} / ${String(other)}`;
      assert.equal(mine.length, other.length, about);
      mine.forEach((frame, at) => {
        const [[name = '', place = ''], [otherName = '', otherPlace = '']] = [
          split(frame),
          split(other[at] ?? ''),
        ];
        assert.ok(sameNames(name, otherName, addresses[index] ?? 0n), about);
        if (place === otherPlace) return;
        assert.equal(at, 0, about);
        disputed.push({ address: addresses[index] ?? 0n, place });
      });
    });
    assert.ok(disputed.length < ADDRESSES / 20, `${disputed.length} are disputed`);
    const told = gdb(
      vmlinux,
      disputed.map(({ address }) => address),
    );
    assert.equal(told.length, disputed.length);
    // GDB leaves out the directory of the build.
    disputed.forEach(({ place }, index) =>
      assert.ok(place.endsWith(`/${told[index]}`), `${place} / ${told[index]}`),
    );
  });

  it('addresses of a Debian kernel are found by name and offset as a trace has them', async () => {
    const symbolizer = new Symbolizer(tasks, { searchPath: SEARCH_PATH });
    const sample = functions.filter(({ size }, index) => size > 1n && index % 97 === 0);
    const places = sample.map(({ name, size }) => ({ function: name, offset: size - 1n, size }));
    const found = await symbolizer.resolve(vmlinux, places, tasks.signal);
    found.forEach(({ address, problem }, index) => {
      const { name, value, size } = sample[index] as ElfSymbol;
      if (/nothing tells them apart/.test(problem ?? '')) return;
      assert.equal(address, value + size - 1n, `${name}: ${problem}`);
    });
    const ambiguous = found.filter(({ address }) => address === undefined).length;
    assert.ok(ambiguous < sample.length / 20, `${ambiguous} of ${sample.length} are ambiguous`);
  });

  it('addresses of a Debian kernel are not looked up in a file of another build', async () => {
    const symbolizer = new Symbolizer(tasks, { searchPath: SEARCH_PATH });
    const banner = 'Linux version 5.0.0 (me@here) #1';
    assert.match(
      (await symbolizer.otherBuild(vmlinux, { banner }, tasks.signal)) ?? '',
      /is a different build from the one that is running: Linux version 5\.0\.0 \(me@here\) #1 there, Linux version 6/,
    );
  });
});

async function functionsOf(file: string): Promise<ElfSymbol[]> {
  return await withElf(file, async (elf) => {
    const found: ElfSymbol[] = [];
    for await (const symbol of elf.symbols())
      if (symbol.type === FUNCTION && symbol.size > 0n) found.push(symbol);
    return found;
  });
}

function anyAddress(functions: readonly ElfSymbol[]): bigint {
  const { value, size } = functions[Math.floor(Math.random() * functions.length)] as ElfSymbol;
  return value + BigInt(Math.floor(Math.random() * Number(size)));
}

function shown({ frames }: Resolution): Shown {
  return frames.map(
    ({ function: name, file, line }) =>
      `${name ?? '??'} ${tidy(`${file ?? '??'}:${line ?? (file === undefined ? 0 : '?')}`)}`,
  );
}

const split = (frame: string): string[] => frame.split(' ');

/** Whether two names are right at an address: the compiler's suffixes aside, and functions that lie in one another. */
function aliases(functions: readonly ElfSymbol[]): (one: string, other: string, address: bigint) => boolean {
  const plain = (name: string): string => name.replace(/\.(?:constprop|isra|part|cold)\b.*$/, '');
  const byName = new Map<string, ElfSymbol[]>();
  for (const each of functions) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
  const holds = (name: string, address: bigint): boolean =>
    (byName.get(name) ?? []).some(({ value, size }) => address >= value && address < value + size);
  return (one, other, address) =>
    plain(one) === plain(other) ||
    (holds(one, address) && holds(other, address)) ||
    // A system call is compiled once, with a name for each way to call it (SYSCALL_DEFINE0).
    plain(one).replace(/^__(?:x64|ia32)_/, '__do_') === plain(other);
}

/** `file:line` of each address, as GDB has it. */
function gdb(file: string, addresses: readonly bigint[]): string[] {
  if (addresses.length === 0) return [];
  const asked = addresses.flatMap((address) => ['-ex', `info line *${hex(address)}`]);
  const told = execFileSync('gdb', ['-nx', '-batch', ...asked, file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return [...told.matchAll(/^Line (\d+) of "([^"]+)"/gm)].map(([, line, path]) => tidy(`${path}:${line}`));
}
