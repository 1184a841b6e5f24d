import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LAB_CPP, labGuest } from '../guests/guests';
import { valueOf, type DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { finish, lineOf, setBreakpoints } from '../support/sampleDebug';

const LOOK = lineOf(LAB_CPP, 'all->f100 = local.extra');
const LABEL = lineOf(LAB_CPP, 'char label[8]');

/** GDB's answer when it was built without Python is an error, too. */
const NO_PYTHON = 'define python\nno_such_command\nend\n';

for (const [gdb, hasPython] of [
  ['GDB', true],
  ['a GDB without Python', false],
] as const)
  describe(`values that are hard to show, in ${gdb}`, () => valuesThatAreHardToShow(gdb, hasPython));

function valuesThatAreHardToShow(gdb: string, hasPython: boolean): void {
  let room: DebugRoom;
  let driver: DebugDriver;
  let frame: DebugProtocol.StackFrame;
  before(async () => {
    room = await DebugRoom.open();
    const script = join(room.room.scratch, 'noPython.gdb');
    await writeFile(script, NO_PYTHON);
    const setupCommands = hasPython ? [] : [`source ${script}`];
    driver = await room.session({ ...labGuest(room.room.scratch), request: 'launch', setupCommands });
    await driver.begin('launch', async () => {
      await setBreakpoints(driver, LAB_CPP, [
        { line: LABEL, logMessage: 'looking at {person->name}' },
        { line: LOOK },
      ]);
    });
    await driver.stopped('breakpoint');
    frame = await driver.at('look', LOOK);
  });
  after(async () => {
    try {
      await finish(driver);
    } finally {
      await room.closeEmpty();
    }
  });

  async function inside(
    { variablesReference }: { readonly variablesReference: number },
    part: Partial<DebugProtocol.VariablesArguments> = {},
  ): Promise<DebugProtocol.Variable[]> {
    const body = await driver.ask<{ variables: DebugProtocol.Variable[] }>('variables', {
      variablesReference,
      ...part,
    });
    return body.variables;
  }

  async function variable(scope: string, name: string): Promise<DebugProtocol.Variable> {
    const found = (await driver.scope(frame, scope)).variables.find((each) => each.name === name);
    assert.ok(found, `no ${name} among ${scope}`);
    return found;
  }

  it(`in ${gdb} an array of a million elements is listed by the part that is asked for`, async () => {
    const big = await variable('Globals', 'big');
    assert.equal(big.indexedVariables, 1024 * 1024);
    const part = await inside(big, { filter: 'indexed', start: 1_000_000, count: 100 });
    assert.deepEqual([part.length, part[0]?.name, part[99]?.value], [100, '[1000000]', '1000099']);
    assert.equal(part[7]?.evaluateName, 'big[1000007]');
  });

  it(`in ${gdb} an array that is asked for as a whole ends with a line for the rest`, async () => {
    const all = await inside(await variable('Globals', 'big'));
    const rest = all.at(-1);
    assert.ok(rest && all.length < 200);
    assert.match(rest.name, / … 1048575\]$/);
    const [next] = await inside(rest, { filter: 'indexed', start: 0, count: 1 });
    assert.equal(next?.value, String(all.length - 1));
  });

  it(`in ${gdb} an element of a large array is changed like any other variable`, async () => {
    const big = await variable('Globals', 'big');
    await inside(big, { filter: 'indexed', start: 500_000, count: 2 });
    await driver.ask('setVariable', {
      variablesReference: big.variablesReference,
      name: '[500001]',
      value: '-5',
    });
    assert.equal(await driver.evaluate('big[500001]', frame), '-5');
    const again = await inside(big, { filter: 'indexed', start: 500_001, count: 1 });
    assert.equal(again[0]?.value, '-5');
  });

  it(`in ${gdb} a structure of hundreds of members has all of them, with their values`, async () => {
    const members: DebugProtocol.Variable[] = [];
    let next: DebugProtocol.Variable | undefined = await variable('Locals', 'all');
    while (next) {
      const found = await inside(next);
      const rest: DebugProtocol.Variable | undefined = found.find(({ name }) => name.startsWith('['));
      members.push(...found.filter((each) => each !== rest));
      next = rest;
    }
    assert.equal(members.length, 240);
    assert.equal(new Set(members.map(({ name }) => name)).size, 240);
    assert.ok(members.every(({ value }) => /^-?\d+$/.test(value)));
  });

  it(`in ${gdb} text ends where it ends, in variables, watches, structures and log points`, async () => {
    assert.equal((await variable('Locals', 'label')).value, '"ok"');
    assert.equal(await driver.evaluate('person->name', frame, 'watch'), '"swapper/0"');
    const first = await inside(await variable('Globals', 'first'));
    assert.equal(valueOf({ reference: 0, variables: first }, 'name'), '"swapper/0"');
    await driver.says(/looking at "swapper\/0"\n/);
  });

  it(`in ${gdb} a base class with blanks in its name can be opened, and what is in it changed`, async () => {
    const members = await inside(await variable('Globals', 'entry'));
    const base = members.find(({ name }) => name.startsWith('Pair<'));
    assert.equal(base?.name, 'Pair<unsigned int, short>');
    const inherited = await inside(base);
    assert.deepEqual(
      inherited.map(({ name, value }) => [name, value]),
      [
        ['key', '7'],
        ['value', '-1'],
      ],
    );
    const { evaluateName = '' } = inherited[0] ?? {};
    assert.equal(await driver.evaluate(evaluateName, frame, 'watch'), '7');
    await driver.ask('setVariable', {
      variablesReference: base.variablesReference,
      name: 'value',
      value: '12',
    });
    assert.equal(await driver.evaluate('entry.value', frame), '12');
    assert.deepEqual(
      members.map(({ name }) => name).slice(1),
      ['extra', 'hidden'],
      'access levels are no level of the tree',
    );
  });

  it(`in ${gdb} what cannot be had says why, as a result and among other variables`, async () => {
    for (const [expression, why] of [
      ['1/0', /Division by zero/],
      ['1/zero', /Division by zero/],
      ['no_such', /No symbol "no_such" in current context/],
      ['*nowhere', /Cannot access memory at address 0x80000000/],
      ['first.nothing', /no member named nothing/],
      ['1 +', /syntax error/],
    ] as const)
      for (const context of ['watch', 'repl', 'hover'])
        assert.match(
          await driver.refused('evaluate', { expression, context, frameId: frame.id }),
          why,
          `${expression} as ${context}`,
        );
    const [target] = await inside(await variable('Globals', 'nowhere'));
    assert.match(target?.value ?? '', /Cannot access memory at address 0x80000000/);
    assert.equal(await driver.evaluate('zero', frame), '0');
  });

  it(`in ${gdb} a copy is the text of the whole value, bounded`, async () => {
    assert.match(await driver.evaluate('first', frame, 'clipboard'), /^\{name = "swapper\/0", age = 1/);
    const big = await driver.evaluate('big', frame, 'clipboard');
    assert.ok(big.length < 10_000 && big.endsWith('...}'), big.slice(-80));
  });

  it(`in ${gdb} stops and log points leave nothing in the Debug Console but what they were asked to say`, () => {
    assert.doesNotMatch(driver.output, /hit Breakpoint|lab\.cpp:\d|0x0000fff0|unhandled/);
  });
}

describe('a start that GDB refuses', () => {
  it('a start that GDB refuses names the field of the configuration, and what GDB says', async () => {
    const room = await DebugRoom.open();
    try {
      for (const [fields, words] of [
        [
          { setupCommands: ['set $x = 1', 'no-such-command'] },
          /setupCommands\[1\] \(no-such-command\): .*no-such-command/,
        ],
        [{ symbolFiles: ['missing.elf'] }, /symbolFiles\[0\]: .*missing\.elf/],
      ] as const) {
        const machine = labGuest(room.room.scratch);
        const driver = await room.session({ ...machine, request: 'launch', ...fields });
        await driver.initialize();
        assert.match(await driver.refused('launch'), words);
      }
    } finally {
      await room.closeEmpty();
    }
  });
});
