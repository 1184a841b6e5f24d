import assert from 'node:assert/strict';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DebugDriver } from '../support/debugDriver';
import { DebugRoom } from '../support/debugRoom';
import { finish } from '../support/sampleDebug';
import { debianAmd64, SYMBOLS_LIMIT_MS } from './debianKernels';
import { Workload } from './workload';

/** More than a screen of an editor shows; an answer has no more rows than this. */
const MOST_ROWS = 300;

describe('a kernel of Debian’s, whose symbols fill half a gigabyte', function () {
  this.timeout(SYMBOLS_LIMIT_MS * 2);
  let room: DebugRoom;
  let driver: DebugDriver;
  let frame: DebugProtocol.StackFrame;
  const workload = new Workload(() => room.room.logText().match(/gdb\/mi\] → /g)?.length ?? 0);

  before(async () => {
    room = await DebugRoom.open();
    const { vmlinux, configuration } = debianAmd64();
    driver = await room.session({ ...configuration, request: 'launch', program: vmlinux });
    await driver.begin('launch', async () => {
      await driver.ask('setFunctionBreakpoints', { breakpoints: [{ name: 'kernel_init' }] });
    });
    await driver.stopped('function breakpoint', SYMBOLS_LIMIT_MS);
    frame = await driver.at('kernel_init');
  });
  after(async () => {
    console.log(workload.report);
    try {
      await finish(driver);
    } finally {
      await room.closeEmpty();
    }
  });

  const measured = <T>(what: string, command: string, args: object): Promise<T> =>
    workload.of(what, () => driver.ask<T>(command, args));

  async function rows(
    what: string,
    { variablesReference }: { readonly variablesReference: number },
    part: Partial<DebugProtocol.VariablesArguments> = {},
  ): Promise<DebugProtocol.Variable[]> {
    const args = { variablesReference, ...part };
    const { variables } = await measured<DebugProtocol.VariablesResponse['body']>(what, 'variables', args);
    assert.ok(variables.length <= MOST_ROWS, `${what}: ${variables.length} rows`);
    return variables;
  }

  const look = (expression: string): Promise<DebugProtocol.EvaluateResponse['body']> =>
    measured(expression, 'evaluate', { expression, context: 'watch', frameId: frame.id });

  it('a Debian kernel’s first process is shown member by member, each of them once', async () => {
    const names: string[] = [];
    let next: DebugProtocol.Variable | undefined;
    let at: { readonly variablesReference: number } = await look('init_task');
    do {
      const members = await rows(`init_task, from member ${names.length}`, at);
      next = members.find(({ name }) => name.startsWith('['));
      names.push(...members.filter((each) => each !== next).map(({ name }) => name));
      if (next) at = next;
    } while (next);
    assert.ok(names.includes('comm') && names.includes('mm'), names.join(' '));
    assert.equal(new Set(names).size, names.length);
    assert.equal((await look('init_task.comm')).result, '"swapper/0"');
    assert.equal((await look('init_task.pid')).result, '0');
    // A variable object has its type's name printed, for which GDB 13 reads every file that has one of that name: 15 s.
    assert.doesNotMatch(room.room.logText(), /-var-create/);
  });

  it('what the members of a Debian kernel’s first process point to is opened', async () => {
    for (const expression of ['init_task.cred', 'init_task.thread', 'init_task.tasks', '*init_task.nsproxy'])
      assert.ok((await rows(`inside ${expression}`, await look(expression))).length > 0, expression);
  });

  it('the globals of a Debian kernel’s init/main.c are listed in parts, with their values', async () => {
    const { scopes } = await measured<{ scopes: DebugProtocol.Scope[] }>('scopes', 'scopes', {
      frameId: frame.id,
    });
    const globals = scopes.find(({ name }) => name === 'Globals');
    assert.ok(globals);
    const found = await rows('Globals of init/main.c', globals);
    assert.ok(found.length > 0);
    const rest = found.find(({ name }) => name.startsWith('['));
    if (rest) assert.ok((await rows('more of them', rest)).length > 0);
  });

  it('an array of a Debian kernel’s is paged through', async () => {
    const array = await look('__per_cpu_offset');
    assert.ok(Number(array.indexedVariables) >= 1024, String(array.indexedVariables));
    const part = { filter: 'indexed', start: 1000, count: 10 } as const;
    const found = await rows('__per_cpu_offset, ten of it', array, part);
    assert.deepEqual([found.length, found[0]?.name], [10, '[1000]']);
  });

  it('a Debian kernel is stepped in its source lines, and the session is alive whatever is asked', async () => {
    for (const expression of ['1/0', '*(int *)0', 'no_such_thing', '*(char (*)[100000000])&_text'])
      await driver
        .ask('evaluate', { expression, context: 'watch', frameId: frame.id })
        .catch(() => undefined);
    await driver
      .ask('evaluate', { expression: 'vmlinux_has_none', context: 'hover', frameId: frame.id })
      .catch(() => undefined);
    const before = frame.line;
    await measured('next', 'next', { threadId: 1 });
    await driver.stopped('step');
    const [after] = await driver.frames();
    assert.ok(after && after.line !== before);
    assert.match(await driver.evaluate('init_task.pid', after), /^0$/);
  });
});
