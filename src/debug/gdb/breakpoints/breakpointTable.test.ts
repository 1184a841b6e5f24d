import assert from 'node:assert/strict';
import { BreakpointTable } from './breakpointTable';

/** A GDB that numbers breakpoints and remembers what it was told. */
function fakeGdb(): { table: BreakpointTable; commands: string[] } {
  const commands: string[] = [];
  let last = 0;
  const answer = (command: string): unknown => {
    commands.push(command);
    if (command.includes('bad')) throw new Error('No symbol "bad" in current context.');
    if (command.startsWith('-break-insert'))
      return { bkpt: [{ number: String(++last), line: '7', addr: '0x10' }] };
    if (command.startsWith('-break-watch')) return { wpt: { number: String(++last) } };
    const type = commands.some((each) => each.includes('soft')) ? 'watchpoint' : 'hw watchpoint';
    return { BreakpointTable: { body: [{ number: String(last), type }] } };
  };
  const table = new BreakpointTable(<T>(command: string) =>
    Promise.resolve().then(() => answer(command) as T),
  );
  return { table, commands };
}

describe('the table of breakpoints', () => {
  it('the table inserts what is new, keeps what stays, and deletes the rest first', async () => {
    const { table, commands } = fakeGdb();
    const first = await table.set('a', [{ place: 'one' }, { place: 'two' }]);
    assert.deepEqual(
      first.map(({ id, verified, line }) => [id, verified, line]),
      [
        [1, true, 7],
        [2, true, 7],
      ],
    );
    commands.length = 0;
    const second = await table.set('a', [{ place: 'three' }, { place: 'two' }]);
    assert.deepEqual(commands, ['-break-delete 1', '-break-insert -f three']);
    assert.deepEqual(
      second.map(({ id }) => id),
      [3, 2],
    );
    commands.length = 0;
    await table.set('b', [{ place: 'two' }]);
    await table.set('a', []);
    assert.deepEqual(commands, ['-break-insert -f two', '-break-delete 2', '-break-delete 3']);
  });

  it('the table knows when there is nothing to do', async () => {
    const { table } = fakeGdb();
    assert.equal(table.differs('a', []), false);
    await table.set('a', [{ place: 'one' }, { place: 'two' }]);
    assert.equal(table.differs('a', [{ place: 'two' }, { place: 'one' }]), false);
    assert.equal(table.differs('a', [{ place: 'one' }]), true);
    assert.equal(table.differs('a', [{ place: 'one' }, { place: 'two', condition: 'x' }]), true);
  });

  it('the table passes on conditions and counts, and starts counting again after a restart', async () => {
    const { table, commands } = fakeGdb();
    await table.set('a', [{ place: 'p', condition: 'x == "y"', hits: { kind: 'every', count: 4 } }]);
    assert.deepEqual(commands, ['-break-insert -c "x == \\"y\\"" -i 3 -f p']);
    await table.stopped('1');
    await table.rearm();
    await table.stopped('99');
    assert.deepEqual(commands.slice(1), ['-break-after 1 3', '-break-after 1 3']);
  });

  it('the table answers for a breakpoint that cannot be had with the reason, and for the others all the same', async () => {
    const { table } = fakeGdb();
    const found = await table.set('a', [
      { place: 'bad' },
      { place: 'x', problem: 'no such count' },
      { place: 'good' },
    ]);
    assert.deepEqual(
      found.map(({ verified, message }) => [verified, message]),
      [
        [false, 'No symbol "bad" in current context.'],
        [false, 'no such count'],
        [true, undefined],
      ],
    );
  });

  it('the table sets watchpoints in hardware only', async () => {
    const { table, commands } = fakeGdb();
    const [hard] = await table.set('data', [{ place: '-r "*x"', watch: true, condition: 'x > 1' }]);
    assert.equal(hard?.verified, true);
    assert.deepEqual(commands, [
      '-gdb-set language c',
      '-break-watch -r "*x"',
      '-break-info 1',
      '-break-condition 1 x > 1',
      '-gdb-set language auto',
    ]);
    const [soft] = await table.set('data', [{ place: 'soft', watch: true }]);
    assert.equal(soft?.verified, false);
    assert.ok(commands.includes('-break-delete 2'));
  });

  it('the table takes over what was set in the Debug Console, and forgets what was deleted there', async () => {
    const { table, commands } = fakeGdb();
    table.adopt('a', 'one', { number: '12', line: '3' });
    const [found] = await table.set('a', [{ place: 'one' }]);
    assert.deepEqual([found?.id, commands], [12, []]);
    table.forget('12');
    const [again] = await table.set('a', [{ place: 'one' }]);
    assert.equal(again?.id, 1);
  });
});
