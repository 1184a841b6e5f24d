import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TaskGroup } from '../../src/concurrency/taskGroup';
import { lineLinks, type LineLink } from '../../src/machine/crash/lineLinks';
import { MachineSymbols } from '../../src/machine/crash/machineSymbols';
import { NOTHING_TOLD } from '../../src/symbols/loads/toldLoads';
import { INLINED_C, inlinedPrograms, type InlinedPrograms, lineWith } from '../guests/inlined';
import { temporaryDirectory } from '../support/temporary';
import { guard } from '../support/until';

describe('links in lines of a console', () => {
  let tasks: TaskGroup;
  let folder: string;
  let programs: InlinedPrograms;

  beforeEach(async () => {
    tasks = new TaskGroup('test');
    const top = await temporaryDirectory(tasks, 'qsd-links-');
    folder = join(top, 'workspace');
    await mkdir(join(folder, 'drivers'), { recursive: true });
    await writeFile(join(top, 'outside.c'), '');
    await writeFile(join(folder, 'drivers/uart.c'), '');
    programs = inlinedPrograms(folder);
  });
  afterEach(() => tasks.close());

  const symbolsOf = (program: string): MachineSymbols =>
    new MachineSymbols({
      name: 'test',
      tasks,
      exit: new Promise<never>(() => undefined),
      known: () => ({ debug: { cwd: folder, program }, folders: [folder] }),
      symbolizer: () => ({ searchPath: process.env['PATH'] ?? '' }),
      environment: {},
    });

  const linksIn = async (line: string, program = programs.full): Promise<readonly LineLink[]> =>
    await lineLinks(line, symbolsOf(program), NOTHING_TOLD, guard());

  /** The address of a function, and its size in bytes. */
  const placeOf = async (symbol: string): Promise<{ readonly start: bigint; readonly end: bigint }> => {
    const symbols = symbolsOf(programs.full);
    const [found] = await symbols.resolve([{ symbol }], NOTHING_TOLD, guard());
    const start = found?.address ?? assert.fail(found?.problem);
    let end = start;
    for (let step = 1n; step < 256n; step++) {
      const [at] = await symbols.resolve([{ address: (start + step).toString(16) }], NOTHING_TOLD, guard());
      if (at?.symbol !== symbol) break;
      end = start + step + 1n;
    }
    return { start, end };
  };
  const hex = (address: bigint): string => `0x${address.toString(16).padStart(8, '0')}`;

  it('a link in a line leads from an address in a stack to the call, and from one elsewhere to where it points', async () => {
    const { start, end } = await placeOf('give_up');
    const [call] = await linksIn(`  #1 ${hex(end)}`);
    assert.equal(call?.line, lineWith('stop();'));
    assert.equal(call.path, INLINED_C);
    assert.deepEqual([call.from, call.to], [5, 15]);
    const [innermost] = await linksIn(`  #0 ${hex(start)}`);
    assert.equal(innermost?.function, 'give_up');
    const [counter] = await linksIn(`pc ${hex(start)} lr ${hex(end)}`);
    assert.equal(counter?.function, 'give_up');
  });

  it('a link in a line leads from a symbol to its line, and is not cut by a number in it', async () => {
    const links = await linksIn('RIP: 0010:outermost+0x0/0x1234 outermost+0x0');
    assert.deepEqual(
      links.map(({ from, path, line }) => [from, path, line]),
      [[31, INLINED_C, lineWith('innermost(value + 1);')]],
      'a function of another size is another build’s',
    );
  });

  it('a link in a line leads to a source that it names, in the workspace only', async () => {
    const path = join(folder, 'drivers/uart.c');
    assert.deepEqual(await linksIn('BUG at drivers/uart.c:12!'), [{ from: 7, to: 24, path, line: 12 }]);
    const [own] = await linksIn(`ASSERT ${path}(12): x`);
    assert.equal(own?.path, path);
    const outside = join(dirname(folder), 'outside.c');
    assert.deepEqual(await linksIn(`${outside}:1 ../outside.c:1 file://${outside}:1 /etc/passwd:1`), []);
  });

  it('a link in a line has no source when there are no lines, and there is none for what is no code', async () => {
    const { start } = await placeOf('give_up');
    const [link] = await linksIn(`pc ${hex(start)}`, programs.plain);
    assert.equal(link?.function, 'give_up');
    assert.equal(link.path, undefined);
    assert.deepEqual(link.code, { reference: hex(start), offset: 0 });
    const [named] = await linksIn('give_up+0x1', programs.plain);
    assert.deepEqual(named?.code, { reference: '&(give_up)', offset: 1 });
    assert.deepEqual(await linksIn('0x00000000 deadbeef 0xffffffffffffffff nowhere+0x1/0x2 a.c:1'), []);
  });
});
