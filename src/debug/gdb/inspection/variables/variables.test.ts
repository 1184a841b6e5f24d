import type { DebugProtocol } from '@vscode/debugprotocol';
import assert from 'node:assert/strict';
import { FakeLink, type Answer } from '../../../../../test/support/debugFakeLink';
import { Frames } from '../frames';
import { MARK } from './pythonScript';
import { Variables } from './variables';

type Answers = readonly Answer[];

describe('Variables', () => {
  let time: number;
  let link: FakeLink;
  let variables: Variables;
  beforeEach(() => {
    time = 0;
  });

  /** Opens a scope and lists what is in it. */
  async function scope(name: string, answers: Answers): Promise<DebugProtocol.Variable[]> {
    link = new FakeLink(answers);
    const frames = new Frames();
    variables = new Variables(link, frames, undefined, undefined, () => time);
    const frameId = frames.create({ threadId: 1, level: 0 });
    const found = await variables.handlers.scopes?.({ frameId });
    const reference = found?.scopes.find((each) => each.name === name)?.variablesReference ?? 0;
    return await list(reference);
  }

  async function list(
    variablesReference: number,
    args: Partial<DebugProtocol.VariablesArguments> = {},
  ): Promise<DebugProtocol.Variable[]> {
    return (await variables.handlers.variables?.({ variablesReference, ...args }))?.variables ?? [];
  }

  const locals = (...list: object[]): Answer => [/^-stack-list-variables/, { variables: list }];
  const made = (pattern: RegExp, answer: object): Answer => [pattern, { name: 'var1', ...answer }];
  const shown = (found: readonly DebugProtocol.Variable[]) => found.map(({ name, value }) => [name, value]);

  /** What GDB’s Python prints. */
  const said = (pattern: RegExp, answer: unknown): Answer => [
    pattern,
    (command: string) =>
      `some news\n${MARK}${JSON.stringify(typeof answer === 'function' ? (answer as (text: string) => unknown)(command) : answer)}\n`,
  ];

  it('Variables shows a frame’s locals, simple ones without asking for each', async () => {
    const found = await scope('Locals', [locals({ name: 'n', type: 'int', value: '3' })]);
    assert.deepEqual(found, [
      {
        name: 'n',
        value: '3',
        type: 'int',
        evaluateName: 'n',
        memoryReference: '&(n)',
        variablesReference: 0,
      },
    ]);
    const asked = link.commands.filter((command) => !command.startsWith('>python'));
    assert.deepEqual(asked, ['-stack-list-variables --thread 1 --frame 0 --simple-values']);
  });

  it('Variables shows no locals, and no error, in a frame without debug information', async () => {
    const error = new Error('No symbol table info available.');
    assert.deepEqual(await scope('Locals', [[/^-stack-list/, error]]), []);
  });

  it('Variables names the members of what a pointer points to by an arrow', async () => {
    const [pointer] = await scope('Locals', [
      locals({ name: 'p', type: 'struct point *', value: '0x10' }),
      made(/^-var-create/, { numchild: '2', value: '0x10', type: 'struct point *' }),
      [
        /^-var-list-children/,
        {
          children: [
            { name: 'var1.x', exp: 'x', numchild: '0', value: '1', type: 'int' },
            { name: 'var1.y', exp: 'y', numchild: '0', value: '', type: 'int' },
          ],
        },
      ],
      [/"p->y"/, new Error('Cannot access memory at address 0x14')],
    ]);
    const members = await list(pointer?.variablesReference ?? 0);
    assert.deepEqual(
      members.map(({ evaluateName, value }) => [evaluateName, value]),
      [
        ['p->x', '1'],
        ['p->y', '<Cannot access memory at address 0x14>'],
      ],
    );
  });

  it('Variables shows an array of characters as its text', async () => {
    const found = await scope('Locals', [
      locals({ name: 'comm', type: 'char [16]' }),
      made(/^-var-create/, { numchild: '16', value: '[16]', type: 'char [16]' }),
      [/^-data-evaluate-expression .*"comm"/, { value: '"swapper/0"' }],
    ]);
    assert.deepEqual(shown(found), [['comm', '"swapper/0"']]);
  });

  describe('with an array of a million elements', () => {
    const elements = (command: string): object => {
      const [, from = '0', count = '0'] = /\[(\d+)\]@(\d+)/.exec(command) ?? [];
      return { name: `slice${from}`, numchild: count, value: `[${count}]`, type: `int [${count}]` };
    };
    const children = (command: string): object => {
      const from = Number(/slice(\d+)/.exec(command)?.[1]);
      return {
        children: Array.from({ length: 16 }, (_, index) => ({
          name: `c${index}`,
          exp: String(index),
          numchild: '0',
          value: String(from + index),
          type: 'int',
        })),
      };
    };
    const answers: Answers = [
      locals({ name: 'big', type: 'int [1048576]' }),
      made(/^-var-create .*"big"/, { numchild: '1048576', value: '[1048576]', type: 'int [1048576]' }),
      [/^-var-create/, elements],
      [/^-var-list-children/, children],
    ];

    it('Variables lists the elements of a huge array that are asked for, and makes no others', async () => {
      const [array] = await scope('Locals', answers);
      assert.equal(array?.indexedVariables, 1048576);
      const found = await list(array.variablesReference, { filter: 'indexed', start: 524288, count: 32 });
      assert.deepEqual(shown(found).slice(0, 17).at(-1), ['[524304]', '524304']);
      assert.equal(found.length, 32);
      assert.equal(found[0]?.evaluateName, 'big[524288]');
      assert.ok(!link.commands.some((command) => command.includes('list-children 1 "var1"')));
      assert.deepEqual(await list(array.variablesReference, { filter: 'named' }), []);
    });

    it('Variables answers a request for all of a huge array with its first elements and a line for the rest', async () => {
      const [array] = await scope('Locals', answers);
      const all = await list(array?.variablesReference ?? 0);
      const rest = all.at(-1);
      assert.deepEqual([rest?.name, rest?.indexedVariables], ['[112 … 1048575]', 1048464]);
      const [next] = await list(rest?.variablesReference ?? 0, { filter: 'indexed', start: 0, count: 16 });
      assert.deepEqual([next?.name, next?.value], ['[112]', '112']);
    });
  });

  describe('as GDB’s Python shows them', () => {
    const python = (...answers: Answers): Answers => [said(/^>python exec/, true), ...answers];
    const row = (exp: string, rest: object) => ({ exp, type: 'int', value: '1', numchild: '0', ...rest });
    const task = row('task', { name: 'python1', type: 'struct task_struct *', value: '0x10', numchild: '1' });
    /** As GDB answers for a structure of 244 members, in a quarter of a second each time. */
    const members = (command: string): object => {
      const [, from = 0, to = 0] = (/(\d+), (\d+)\)/.exec(command) ?? []).map(Number);
      time += 250;
      const names = Array.from({ length: 244 }, (_, index) => `field${index}`);
      return { count: 244, children: names.slice(from, to).map((name) => row(name, {})) };
    };

    it('Variables lists the members of a large structure in parts, as far as the time goes', async () => {
      const [pointer] = await scope(
        'Locals',
        python(said(/locals/, { locals: [task] }), said(/q\.children/, members)),
      );
      const first = await list(pointer?.variablesReference ?? 0);
      const rest = first.at(-1);
      assert.equal(first[0]?.evaluateName, 'task->field0');
      assert.match(rest?.name ?? '', /^\[\d+ … 243\]$/);
      const second = await list(rest?.variablesReference ?? 0);
      assert.equal(second[0]?.evaluateName, `task->field${first.length - 1}`);
      assert.ok(!link.commands.some((command) => command.startsWith('-')), link.commands.join('\n'));
    });

    it('Variables leaves to a variable object what Python cannot show', async () => {
      const answers = python(
        said(/locals/, { locals: [{ exp: 'text', elsewhere: true }, task] }),
        said(/q\.children/, { elsewhere: true }),
        made(/^-var-create .*"text"/, { numchild: '0', value: '"hi"', type: 'std::string', dynamic: '1' }),
        made(/^-var-create .*"task"/, { numchild: '1', value: '0x10', type: 'struct task_struct *' }),
        [/^-var-list/, { children: [{ name: 'c', exp: 'base', numchild: '0', value: '5', type: 'int' }] }],
      );
      const found = await scope('Locals', answers);
      assert.deepEqual(shown(found), [
        ['text', '"hi"'],
        ['task', '0x10'],
      ]);
      assert.deepEqual(shown(await list(found[1]?.variablesReference ?? 0)), [['base', '5']]);
    });

    it('Variables says why a value cannot be read, and refuses it as an expression', async () => {
      const error = 'Cannot access memory at address 0x4';
      const lost = row('lost', { value: `<${error}>`, error });
      const found = await scope('Locals', python(said(/locals/, { locals: [lost] }), said(/evaluate/, lost)));
      assert.deepEqual(shown(found), [['lost', `<${error}>`]]);
      await assert.rejects(variables.evaluate('lost', ''), /Cannot access memory/);
    });

    it('Variables has GDB forget what Python kept when the guest has run', async () => {
      await scope(
        'Locals',
        python(said(/answer\(0,.*locals/, { locals: [task] }), said(/answer\(1,/, row('x', {}))),
      );
      variables.clear();
      assert.equal((await variables.evaluate('x', '')).result, '1');
    });
  });

  it('Variables lists as many globals as the time allows, and the others when they are asked for', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `g${String(index).padStart(2, '0')}`);
    const globals = await scope('Globals', [
      said(/^>python exec/, true),
      said(/q\.globals/, { file: 'main.c', names: ['lost', ...names] }),
      said(/q\.evaluate/, { exp: 'g', elsewhere: true }),
      [/^-var-create .*lost/, new Error('No symbol "lost" in current context.')],
      [
        /^-var-create/,
        () => {
          time += 100;
          return { name: `v${time}`, numchild: '0', value: '1', type: 'int' };
        },
      ],
    ]);
    assert.deepEqual([globals.length, globals.at(-1)?.name], [17, 'g16 …']);
    assert.equal(globals[0]?.evaluateName, "'main.c'::g00");
    const more = await list(globals.at(-1)?.variablesReference ?? 0);
    assert.equal(more[0]?.name, 'g16');
  });

  it('Variables quotes the names of variable objects, which may have blanks in them', async () => {
    const base = 'std::vector<int, std::allocator<int> >';
    const [stack] = await scope('Locals', [
      locals({ name: 'stack', type: 'Stack' }),
      made(/^-var-create/, { numchild: '2', value: '{...}', type: 'Stack' }),
      [
        /list-children 1 "var1"/,
        {
          children: [
            { name: `var1.${base}`, exp: base, numchild: '1', value: '{...}', type: base },
            { name: 'var1.public', exp: 'public', numchild: '1', value: '' },
          ],
        },
      ],
      [
        /list-children 1 "var1.public"/,
        { children: [{ name: 'var1.public.top', exp: 'top', numchild: '0', value: '5', type: 'int' }] },
      ],
      [/list-children/, { children: [] }],
    ]);
    const inside = await list(stack?.variablesReference ?? 0);
    assert.deepEqual(
      inside.map(({ name, evaluateName }) => [name, evaluateName]),
      [
        [base, `*(${base} *)&stack`],
        ['top', 'stack.top'],
      ],
    );
    await list(inside[0]?.variablesReference ?? 0);
    assert.ok(link.commands.includes(`-var-list-children 1 "var1.${base}"`));
  });

  it('Variables changes a variable that has no object of its own yet, in its frame', async () => {
    await scope('Locals', [
      locals({ name: 'n', type: 'int', value: '3' }),
      made(/^-var-create/, { numchild: '0', value: '3', type: 'int' }),
      [/^-var-assign "var1" "20 \+ 1"/, { value: '21' }],
    ]);
    const answer = await variables.handlers.setVariable?.({
      variablesReference: 1,
      name: 'n',
      value: '20 + 1',
    });
    assert.equal(answer?.value, '21');
    assert.ok(link.commands.includes('-var-create --thread 1 --frame 0 - * "n"'));
    assert.equal(variables.expressionOf(1, 'n'), 'n');
  });

  it('Variables shows registers in hexadecimal, also where the stub refuses some', async () => {
    const found = await scope('Registers', [
      [/register-names/, { 'register-names': ['eax', '', 'bad'] }],
      [/register-values .* x 0$/, { 'register-values': [{ number: '0', value: '0x1f' }] }],
      [/register-values/, new Error('Could not fetch register "bad"')],
    ]);
    assert.deepEqual(shown(found), [['eax', '0x1f']]);
    assert.deepEqual([found[0]?.evaluateName, found[0]?.memoryReference], ['$eax', undefined]);
  });

  it('Variables forgets everything when the guest goes on, and has GDB forget it at the next stop', async () => {
    await scope('Locals', [
      locals({ name: 'p', type: 'int *' }),
      made(/^-var-create/, { numchild: '1', value: '0x10', type: 'int *' }),
    ]);
    variables.clear();
    await assert.rejects(list(1), /has run since/);
    assert.ok(!link.commands.some((command) => command.startsWith('-var-delete')));
    await variables.evaluate('x', '');
    assert.ok(link.commands.includes('-var-delete "var1"'));
  });
});
